"""The pages: one sub-package per area, each with its views, forms and addresses.

Responsible for parsing what a browser sends, for one load and one service call per view, and for
what a page looks like. Not for rules, queries or texts of the field: those stand below. Doors:
`duijie.web.urls` (all addresses), `duijie.web.areas` (what stands in the navigation) and
`python -m duijie.web.frontend` (copies the front-end files at set-up).
"""
