"""The made-up example region: loading it, and removing it again in one act."""
