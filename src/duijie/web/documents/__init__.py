"""Pages of documents: upload with live progress, what was read from each, and what was not."""
