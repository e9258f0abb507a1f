"""One reader per kind of file: `read_*(draft)` fills a `Draft` from its `Source`.

A reader may raise anything on damaged input; `single` turns that into a finding and keeps what was
read before. Readers import their libraries when called, so that importing this package is cheap.
"""
