"""`python -m duijie.web.frontend`: install the front-end packages and copy what pages need."""

from __future__ import annotations

import sys

from duijie.web.frontend.installation import NpmMissingError, install

if __name__ == "__main__":
    try:
        note = install(is_forced="--force" in sys.argv[1:])
    except NpmMissingError as error:
        sys.exit(str(error))
    sys.stderr.write(note + "\n")
