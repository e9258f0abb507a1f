"""Every figure that README or docs quote: `python -m benchmarks [NAME ...]`, one table each."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    "reading",
    "extraction",
    "company_names",
    "embedding",
    "ranking",
    "planning",
    "search",
    "imports",
)


def main() -> int:
    wanted = sys.argv[1:] or list(NAMES)
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; choose from {', '.join(NAMES)}", file=sys.stderr)
        return 2
    failed = False
    for name in wanted:
        print(f"== {name}", flush=True)
        failed |= (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
            != 0
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
