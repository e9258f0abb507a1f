"""The readers and writers of documents."""
