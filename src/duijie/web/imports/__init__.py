"""A spreadsheet's way into the record: file, columns, rows, done; four steps on one page."""
