"""The import contracts hold, and each of them bites: broken on a copy, it is caught by name."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "duijie"

BREAKS = [
    ("Imports go down only", "engines/text/__init__.py", "import duijie.core.sentences"),
    ("Imports go down only", "matching/queries/suggestions.py", "import duijie.intake.models"),
    ("Imports go down only", "core/clock.py", "import duijie.accounts.models"),
    ("Imports go down only", "web/__init__.py", "import duijie.cli.main"),
    ("Imports go down only", "cli/__init__.py", "import duijie.config.settings"),
    ("Imports go down only", "errors.py", "import duijie.engines.text"),
    ("Engines go down only", "engines/ranking/__init__.py", "import duijie.engines.extraction"),
    ("Engines go down only", "engines/text/__init__.py", "import duijie.engines.documents"),
    ("Engines go down only", "engines/embedding/__init__.py", "import duijie.engines.text"),
    ("Inside a capability", "catalogue/models/__init__.py", "import duijie.catalogue.services"),
    ("Inside a capability", "intake/queries/documents.py", "import duijie.intake.services"),
    ("Interfaces do not touch models", "web/__init__.py", "import duijie.catalogue.models"),
    ("Interfaces do not touch models", "cli/main.py", "import duijie.accounts.models"),
    ("Engines know no Django", "engines/scheduling/__init__.py", "import django.conf"),
]
NEW_MODULES = [
    ("Imports go down only", "reports/__init__.py"),
    ("Engines go down only", "engines/guessing/__init__.py"),
    ("Inside a capability", "catalogue/helpers.py"),
]


def lint_imports(source: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(source)}
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        env=environment,
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def copied_source(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("static", "node_modules", "__pycache__", "locale", "templates")
    shutil.copytree(SOURCE, tmp_path / "duijie", ignore=ignore)
    return tmp_path


def test_contracts_hold() -> None:
    done = lint_imports(SOURCE.parent)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "module", "line"), BREAKS)
def test_contract_catches_forbidden_import(
    copied_source: Path, contract: str, module: str, line: str
) -> None:
    path = copied_source / "duijie" / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")

    done = lint_imports(copied_source)

    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


@pytest.mark.parametrize(("contract", "module"), NEW_MODULES)
def test_contract_catches_module_without_a_layer(
    copied_source: Path, contract: str, module: str
) -> None:
    path = copied_source / "duijie" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text('"""A room that the plan does not know."""\n', "utf-8")

    done = lint_imports(copied_source)

    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


@pytest.mark.parametrize("interface", ["web", "api", "cli"])
def test_interfaces_make_no_queries(interface: str) -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in (SOURCE / interface).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert found == []
