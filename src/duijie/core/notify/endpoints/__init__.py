"""Calling a robot or an SMS service over HTTP: its template, its secret, and the call itself.

Nothing here knows which service it is: a template of address, headers and body says it.
"""
