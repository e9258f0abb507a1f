"""The data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from duijie.core.home import create_home, find_home, read_secret_key


def test_home_is_the_given_folder_then_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIJIE_HOME", str(tmp_path / "named"))
    assert find_home().root == tmp_path / "named"
    assert find_home(tmp_path / "given").root == tmp_path / "given"
    monkeypatch.delenv("DUIJIE_HOME")
    assert find_home().root.name == "duijie"


def test_home_is_created_closed_to_others_and_keeps_its_key(tmp_path: Path) -> None:
    home = find_home(tmp_path / "deep" / "home")
    passing = read_secret_key(home)
    assert not home.root.exists()
    create_home(home)
    key = read_secret_key(home)
    create_home(home)
    assert read_secret_key(home) == key != passing
    assert len(key) >= 50
    assert home.key_file.stat().st_mode & 0o777 == 0o600
    assert home.root.stat().st_mode & 0o077 == 0
