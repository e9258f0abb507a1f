"""The made-up region of the demo: its texts (`source/`) and the generator of `region/`.

Everything named here is invented. `python -m examples.build` writes `region/`, `truth.tsv` and
`meeting_day.json` again from `source/`; nothing here is imported by the product.
"""
