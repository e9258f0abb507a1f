"""`python -m duijie` is `duijie`."""

import sys

from duijie.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
