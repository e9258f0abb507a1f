"""Records that go to a colleague."""
