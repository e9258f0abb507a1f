"""The two choices of a reader: language, and light or dark. Open to strangers too."""
