"""Files of records, by their own number."""
