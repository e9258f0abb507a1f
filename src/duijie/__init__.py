"""Duijie 对接: from the first sentence of a need to the landed project."""
