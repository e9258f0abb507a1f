"""Documents as collectors send them, with the records planted in each. All made up."""
