"""Spreadsheets on their way into the record."""
