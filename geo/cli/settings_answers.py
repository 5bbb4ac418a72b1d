"""How settings, their changes and the ways back are said on the command line."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from geo.cli.console import Answer, Console
from geo.i18n import listed

if TYPE_CHECKING:
    from geo.settings import SettingItem, Settings
    from geo.workspace import FolderChange, SettingsDraft

__all__ = ["change_answer", "show_answer", "step_answer"]

_SHOWN_OF_HASH = 12


def show_answer(settings: "Settings", items: Sequence["SettingItem"], console: Console) -> Answer:
    """Return settings with their values, defaults, units and meanings."""
    from geo.settings import plain_value, results_of, value_as_text

    t = console.t
    comma = t("language.comma")

    def lines() -> Iterator[str]:
        section = None
        for item in items:
            if item.section != section:
                section = item.section
                yield f"[{section}] {t(f'setting.section_{section}')}" if section else ""
            value = value_as_text(item, item.value_in(settings), comma) or "–"
            unit = f" {t(f'setting.unit_{item.unit}')}" if item.unit not in {"", "share"} else ""
            said = f"  {item.name} = {value}{unit}  {t(item.words_key)}"
            default = value_as_text(item, item.default, comma)
            if default and not item.is_default_in(settings):
                said += f"  {t('setting_cli.changed', default=default)}"
            yield said

    rows = [
        {
            "key": item.key,
            "value": _as_json(item.value_in(settings)),
            "default": _as_json(plain_value(item.default)),
            "is_default": item.is_default_in(settings),
            "unit": item.unit,
            "name": t(item.words_key),
            "changes": list(results_of(item.key)),
        }
        for item in items
    ]
    return Answer({"settings": rows}, (line for line in lines() if line))


def change_answer(draft: "SettingsDraft", console: Console, *, saved: bool) -> Answer:
    """Return what a change makes of settings, results and the run hash."""
    from geo.settings import value_as_text

    t, change = console.t, draft.change
    comma = t("language.comma")

    def lines() -> Iterator[str]:
        for one in change.changes:
            before = value_as_text(one.item, one.before, comma) or "–"
            after = value_as_text(one.item, one.after, comma) or "–"
            yield f"{one.item.key}: {before} → {after}  {t(one.item.words_key)}"
        if not change.changes:
            yield t("setting_cli.nothing")
            return
        results = listed([t(f"setting.result_{one}") for one in change.results], console.language)
        yield t("setting_cli.results", results=results)
        yield t(
            "setting_cli.hash" if change.is_other_run else "setting_cli.same_hash",
            before=draft.hash_before[:_SHOWN_OF_HASH],
            after=draft.hash_after[:_SHOWN_OF_HASH],
        )
        yield t("setting_cli.saved" if saved else "setting_cli.not_saved")

    result = {
        "saved": saved and bool(change.changes),
        "changes": [
            {"key": one.item.key, "before": _as_json(one.before), "after": _as_json(one.after)}
            for one in change.changes
        ],
        "results": list(change.results),
        "run_before": draft.hash_before,
        "run_after": draft.hash_after,
    }
    return Answer(result, lines())


def step_answer(key: str, step: "FolderChange | None", console: Console) -> Answer:
    """Return which step was undone or done again."""
    said = "" if step is None else console.t(step.key, **step.params)
    done: dict[str, Any] = {} if step is None else {"file": step.path, "step": step.key}
    return Answer(done, [console.t(key, step=said)])


def _as_json(value: Any) -> Any:
    """Return a plain value with its dates as texts."""
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    if isinstance(value, dict):
        return {name: _as_json(one) for name, one in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else value
