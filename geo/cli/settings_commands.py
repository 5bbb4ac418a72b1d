"""``repair-circle settings WS …``: what the page Settings does, with the same writer."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.console import Console
from geo.cli.localized_help import LocalizedCommand, LocalizedGroup
from geo.errors import SettingsError
from geo.presence import file_there

if TYPE_CHECKING:
    from geo.settings import SettingItem

__all__ = ["settings_commands"]

settings_commands = typer.Typer(
    cls=LocalizedGroup, help="setting_cli.about", no_args_is_help=True, rich_markup_mode=None
)

Keys = Annotated[
    list[str] | None, typer.Argument(metavar="setting_cli.keys_metavar", help="setting_cli.keys")
]
Key = Annotated[str, typer.Argument(metavar="setting_cli.key_metavar", help="setting_cli.key")]
Value = Annotated[
    str, typer.Argument(metavar="setting_cli.value_metavar", help="setting_cli.value")
]
Try = Annotated[bool, typer.Option("--try", help="setting_cli.try_option")]


@settings_commands.callback()
def workspace_of(
    workspace: Annotated[
        Path, typer.Argument(metavar="cli.workspace_metavar", help="cli.workspace_argument")
    ],
) -> None:
    """Name the workspace; the commands that follow ask for it."""


@settings_commands.command("show", cls=LocalizedCommand, help="setting_cli.show_help")
def show(context: typer.Context, keys: Keys = None) -> None:
    """Show settings with unit, default and meaning."""
    from geo.cli.settings_answers import show_answer
    from geo.settings import setting_items
    from geo.workspace import open_workspace

    console: Console = context.obj
    settings = open_workspace(_folder(context)).settings
    asked = [item for key in keys or () for item in _items_of(key)] or list(setting_items())
    console.say(show_answer(settings, asked, console))


@settings_commands.command("set", cls=LocalizedCommand, help="setting_cli.set_help")
def set_value(context: typer.Context, key: Key, value: Value, only_try: Try = False) -> None:
    """Give a setting another value."""
    from geo.settings import value_of_text

    _save(context, {key: value_of_text(_item(key), value)}, only_try)


@settings_commands.command("reset", cls=LocalizedCommand, help="setting_cli.reset_help")
def reset(context: typer.Context, keys: Keys = None, only_try: Try = False) -> None:
    """Give settings their defaults again."""
    if not keys:
        raise SettingsError("setting_cli.no_key")
    _save(context, dict.fromkeys((_item(key).key for key in keys), None), only_try)


@settings_commands.command("undo", cls=LocalizedCommand, help="setting_cli.undo_help")
def undo(context: typer.Context) -> None:
    """Take back the last change of the workspace's files."""
    from geo.cli.settings_answers import step_answer
    from geo.workspace import undo_change

    console: Console = context.obj
    console.say(step_answer("setting_cli.undone", undo_change(_folder(context)).next, console))


@settings_commands.command("redo", cls=LocalizedCommand, help="setting_cli.redo_help")
def redo(context: typer.Context) -> None:
    """Do again what was undone."""
    from geo.cli.settings_answers import step_answer
    from geo.workspace import redo_change

    console: Console = context.obj
    console.say(step_answer("setting_cli.redone", redo_change(_folder(context)).last, console))


def _save(context: typer.Context, values: Mapping[str, Any], only_try: bool) -> None:
    from geo.cli.settings_answers import change_answer
    from geo.workspace import draft_settings, open_workspace, save_settings

    console: Console = context.obj
    draft = draft_settings(open_workspace(_folder(context)), values)
    if not only_try:
        save_settings(draft)
    console.say(change_answer(draft, console, saved=not only_try))


def _folder(context: typer.Context) -> Path:
    folder: Path = context.parent.params["workspace"] if context.parent else Path()
    return folder.parent if file_there(folder) else folder


def _item(key: str) -> "SettingItem":
    """Return the setting of a key, or refuse it with the nearest one."""
    (item,) = found if len(found := _items_of(key)) == 1 else (None,)
    if item is None:
        raise SettingsError("setting_cli.section", name=key, valid=", ".join(_names(found)))
    return item


def _items_of(key: str) -> list["SettingItem"]:
    """Return a setting, or all of a section."""
    from geo.settings import setting_items

    found = [one for one in setting_items() if key in (one.key, one.section)]
    if not found:
        import difflib

        known = [one.key for one in setting_items()]
        nearest = difflib.get_close_matches(key, known, n=3, cutoff=0.4) or known[:3]
        raise SettingsError("setting_cli.unknown", name=key, nearest=", ".join(nearest))
    return found


def _names(items: list["SettingItem"]) -> list[str]:
    return [one.key for one in items]
