"""Parsing, and the one place where an error becomes a sentence."""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from collections.abc import Sequence

from duijie.cli import backup, demo, extract, import_file, match, password, plan, run, serve
from duijie.cli.terminal import ExitCode, Terminal
from duijie.core.sentences import DOMAIN, LANGUAGES, LOCALE_DIR, language_tag
from duijie.errors import DuijieError

COMMANDS = (run, match, plan, extract, demo, serve, import_file, backup, password)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    terminal = Terminal(_asked_language(arguments))
    _speak(terminal.language)
    parser = build_parser(terminal)
    if not arguments:
        parser.print_help()
        return ExitCode.USAGE
    options = parser.parse_args(arguments)
    try:
        code: int = options.execute(options, terminal)
    except DuijieError as error:
        terminal.warn(terminal.say(error.message))
        return ExitCode.USAGE
    except KeyboardInterrupt:
        terminal.warn(terminal.gettext("Stopped. Nothing half-written was left behind."))
        return 130
    except BrokenPipeError:
        # the reader of our output went away (`duijie match ... | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except OSError as error:
        terminal.warn(
            terminal.gettext("{file}: {reason}. Check the path and who may write there.").format(
                file=error.filename or "", reason=error.strerror or error
            )
        )
        return ExitCode.USAGE
    return code


def build_parser(terminal: Terminal) -> argparse.ArgumentParser:
    """The parser of all commands, its help in the terminal's language."""
    _ = terminal.gettext
    parser = argparse.ArgumentParser(
        prog="duijie",
        description=_("From the first sentence of a need to the landed project."),
        epilog=_("Exit codes: 0 done, 1 done with findings, 2 usage, 3 nothing could be read."),
    )
    parser.add_argument(
        "--lang",
        choices=["zh", "en"],
        help=_("language of what is said (else DUIJIE_LANG, else zh)"),
    )
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), required=True)
    for command in COMMANDS:
        command.add_parser(commands, terminal)
    return parser


def _asked_language(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return language_tag()


def _speak(language: str) -> None:
    """Make argparse speak from our catalogue too: it asks the default domain."""
    os.environ["LANGUAGE"] = LANGUAGES[language]
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
