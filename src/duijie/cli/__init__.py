"""`duijie ...`: the command line. Thin: parse, make one call, render.

One module a command; `results/` writes the workbooks and pages for people. Exit codes: 0 done,
1 done with findings, 2 usage, 3 nothing could be read.
"""
