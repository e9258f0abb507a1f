"""What a spreadsheet's headers and cells may mean. Pure: no table, no user."""
