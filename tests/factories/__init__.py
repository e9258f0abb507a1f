"""Rows and records that tests need, each made by one call that takes what matters to the test.

Everything in them is invented.
"""
