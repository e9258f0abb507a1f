"""Duijie with one page more: a form of code fields, on which the picker is driven."""
