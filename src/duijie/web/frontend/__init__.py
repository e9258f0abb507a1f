"""The front-end packages and the step that copies the few files which pages need.

`package.json` and `package-lock.json` pin them; `python -m duijie.web.frontend` installs them
with npm and fills `static/vendor/`, which is not committed. Tabler stays at 1.0.0: later versions
use `oklch()` and `color-mix()`, which Chromium 109, our floor, does not know.
"""
