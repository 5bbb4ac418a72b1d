"""A further language is one folder: everything speaks it, and says in English what it lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LANGUAGE = {
    "language.toml": 'short = "VO"\ncomma = " e "\nsemicolon = " ed "\n'
    'after_place = "{place} -> {said}"\nrow = "lien {row}"\ncolumn = "kolum {column}"\n'
    'places = "{first} / {second}"\nminutes = "{value} minuts"\nfont = "Calibri"\n',
    "cli.toml": 'usage = "Geb:"\ncover_help = "kin parivons"\n',
    "ui.toml": 'solve = "Tuvolod"\n',
}


@pytest.fixture
def office(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the office has added a language of its own."""
    folder = tmp_path / "languages" / "vo"
    folder.mkdir(parents=True)
    for name, text in LANGUAGE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {**os.environ, "REPAIR_CIRCLE_LOCALES": str(folder.parent)}


def said(environment: dict[str, str], *words: str) -> str:
    """Return what a command prints in an environment, errors too."""
    run = subprocess.run(
        [sys.executable, "-m", "geo", *words],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return run.stdout + run.stderr


def test_help_and_answers_speak_it(office: dict[str, str], toy: Path) -> None:
    """What the folder says is said so; the rest is English, and nothing is Chinese."""
    assert "kin parivons" in said(office, "--help", "--lang", "vo")
    assert "--lang zh|en|vo" in said(office, "--help")
    answer = said(office, "cover", str(toy), "--lang", "vo")
    assert "Households on time" in answer


def test_faults_name_their_place_in_it(office: dict[str, str], toy: Path, tmp_path: Path) -> None:
    """File, row and column stand in the order and words of the language."""
    town = tmp_path / "town"
    town.mkdir()
    for path in toy.iterdir():
        if path.is_file():
            (town / path.name).write_bytes(path.read_bytes())
    estates = (town / "estates.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = estates[1].split(",")
    cells[estates[0].split(",").index("households")] = "many"
    (town / "estates.csv").write_text("\n".join([estates[0], ",".join(cells), *estates[2:]]))
    answer = said(office, "check", str(town), "--lang", "vo")
    assert "estates.csv / lien 2 / kolum households -> " in answer


def test_a_workspace_may_ask_for_it(office: dict[str, str], toy: Path, tmp_path: Path) -> None:
    """The settings take it; a language that nobody has added is refused with those there are."""
    made = tmp_path / "made"
    said(office, "init", str(made), "--lang", "vo")
    assert (made / "workspace.toml").is_file()
    settings = (made / "workspace.toml").read_text(encoding="utf-8")
    (made / "workspace.toml").write_text(
        settings.replace('language = "en"', 'language = "xx"'), encoding="utf-8"
    )
    assert "zh, en, vo" in said(office, "check", str(made), "--lang", "en")


def test_pages_offer_it(office: dict[str, str]) -> None:
    """The switch of the app lists it by its short name, and a page speaks it."""
    code = (
        "from geo.i18n import LANGUAGES, translator;"
        "print(LANGUAGES, translator('vo')('language.short'), translator('vo')('ui.solve'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=office, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "('zh', 'en', 'vo') VO Tuvolod"


def test_no_code_asks_for_a_language_by_name(repository: Path) -> None:
    """Only the room of languages knows which there are."""
    asking = [
        str(path.relative_to(repository))
        for path in sorted((repository / "geo").rglob("*.py"))
        if path.name != "i18n.py" and '== "zh"' in path.read_text(encoding="utf-8")
    ]
    assert asking == []
