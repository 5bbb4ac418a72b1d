"""The documents name every setting and every command, and no file that is not there."""

import re
from pathlib import Path

from pydantic import BaseModel

from geo.cli.commands import application
from geo.settings import Settings


def test_every_setting_is_documented(repository: Path) -> None:
    """Each section and key of ``workspace.toml`` stands in docs/settings.md."""
    text = (repository / "docs" / "settings.md").read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            assert f"[{section}]" in text
            names = [field.alias or key for key, field in kind.model_fields.items()]
            missing = [key for key in names if f"`{key}" not in text]
            assert missing == [], section
        else:
            assert f"`{section}`" in text


def test_every_command_is_in_the_readme(repository: Path) -> None:
    """Both halves of the readme name each command."""
    chinese, english = (repository / "README.md").read_text(encoding="utf-8").split("## English")
    names = {command.name for command in application.registered_commands}
    for half in (chinese, english):
        assert {name for name in names if not re.search(rf"\b{name}\b", half)} == set()


def test_links_lead_somewhere(repository: Path) -> None:
    """Every file that the documents link to exists."""
    documents = [*repository.glob("*.md"), *repository.glob("docs/*.md")]
    for document in documents:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


def test_tests_that_are_named_exist(repository: Path) -> None:
    """A page that names a test as its proof names one that is there."""
    documents = [*repository.glob("*.md"), *repository.glob("docs/*.md")]
    for document in documents:
        for path, name in _NAMED_TEST.findall(document.read_text("utf-8")):
            file = repository / path
            assert file.exists(), (document.name, path)
            if name:
                assert f"def {name}(" in file.read_text("utf-8"), (document.name, path, name)


def test_no_requirement_of_asvs_is_left_out(repository: Path) -> None:
    """docs/safety.md has each requirement of levels 1 and 2 of ASVS 5.0.0 once."""
    found: list[tuple[str, int]] = []
    for line in (repository / "docs" / "safety.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if _REQUIREMENT.match(cells[0]):
            assert cells[1] in {"met", "partly", "not met", "not applicable"}, cells[0]
            assert cells[2], cells[0]
            found += [one for part in cells[0].split(", ") for one in _numbers_of(part)]
    wanted = [
        (f"{chapter}.{section}", number)
        for chapter, counts in _ASVS.items()
        for section, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]
    assert sorted(found) == sorted(wanted)


def _numbers_of(part: str) -> list[tuple[str, int]]:
    """Return the requirements of ``1.2.6–1.2.8`` as sections and numbers."""
    first, _, last = part.partition("–")
    section, _, begin = first.rpartition(".")
    end = (last or first).rpartition(".")[2]
    assert not last or last.startswith(f"{section}."), part
    return [(section, number) for number in range(int(begin), int(end) + 1)]


_NAMED_TEST = re.compile(r"(tests/[\w/]+\.py)(?:::(\w+))?")
_REQUIREMENT = re.compile(r"\d+\.\d+\.\d+")
# How many requirements of levels 1 and 2 the sections of each chapter have; level 3 comes after.
_ASVS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
