"""A spreadsheet's way into the record: upload, columns, a verdict per row, one undoable batch.

`uploading` keeps the file and starts the work; `tables` reads it; `cells` and `checking` make rows
and verdicts; `writing` and `undoing` act; `returning` gives refused rows back as a workbook.
"""
