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
