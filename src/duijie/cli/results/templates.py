"""Pages that stand alone: one file, no other host, escaped throughout."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from duijie.cli.terminal import Terminal


def render(name: str, terminal: Terminal, **context: Any) -> str:
    """A template of this package in the terminal's language."""
    template = _environment().get_template(name)
    language_code = "en" if terminal.language == "en" else "zh-Hans"
    return template.render(_=terminal.gettext, language_code=language_code, **context)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("duijie.cli.results", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
