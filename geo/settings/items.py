"""Every setting as one row of a table: what kind of value it takes, its default, bounds and unit.

The rows come from the schema itself, so that a form, the command line and the documents ask for
what is checked. What a setting is called and means, the catalogues say under its ``words_key``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from pydantic import BaseModel

from geo.locales import LANGUAGES
from geo.settings.schema import Settings

__all__ = ["Form", "SettingItem", "plain_value", "setting_item", "setting_items"]

Form = Literal[
    "number",
    "whole",
    "switch",
    "choice",
    "text",
    "date",
    "numbers",
    "words",
    "groups",
    "amounts",
    "lists",
    "records",
    "named_records",
]
"""How a value is written: one thing, several of them, or rows of a table."""

_UNITS_BY_ENDING: Final = {
    "_min": "min",
    "_kmh": "kmh",
    "_m": "m",
    "_m2": "m2",
    "_share": "share",
    "_days": "days",
    "_h": "hours",
    "_cv": "cv",
    "_hours": "clock",
    "_months": "months",
}
_UNITS_BY_SECTION: Final = {"speeds": "kmh", "positions": "m", "costs": "cost"}
_UNITS: Final = {
    "target.minutes": "min",
    "target.percentile": "share",
    "response.hour": "clock",
    "speeds.rush_factor": "times",
    "speeds.turns": "",
    "siting.stations": "stations",
    "siting.capacity": "households",
    "siting.budget": "cost",
    "siting.most_moves": "stations",
    "zoning.zones": "zones",
    "zoning.max_estates": "estates",
    "zoning.cap": "times_mean",
    "zoning.band": "times_mean",
    "zoning.move_price": "household_min",
    "zoning.level_price_min": "min_per_household",
    "zoning.outside_min": "min_per_household",
    "totals.estates": "estates",
    "totals.households": "households",
    "totals.residents": "people",
    "crews.calls_per_household_year": "per_household_year",
    "costs.unit": "",
    "shifts.by_hour": "",
    "roster.share": "share",
    "roster.shift_hours": "hours",
    "roster.every_hours": "hours",
    "roster.least_crews": "crews",
    "roster.most_crews": "crews",
    "roster.paid_hours": "hours",
    "roster.hour_cost": "cost",
    "roster.night_factor": "times",
    "roster.crew_hours": "hours",
    "season.rain_factor": "times",
    "season.month": "months",
    "assessment.share": "share",
    "assessment.few": "calls",
    "visits.hour": "clock",
    "visits.day_hours": "hours",
    "visits.starts_at": "clock",
    "visits.elderly_least": "share",
    "visits.balance": "min_per_min",
    "visits.lateness": "min_per_day",
    "works.crews_at_most": "crews",
    "works.site_cost": "yuan",
    "works.storm_factor": "times",
    "works.gap": "share",
}


@dataclass(frozen=True)
class SettingItem:
    """One setting, or one column of a setting that is a table.

    Attributes
    ----------
    section, name : str
        As ``workspace.toml`` writes them; ``section`` is empty at its top.
    form : Form
        How a value is written.
    default : Any
        In plain values (numbers, texts, dates, lists, dicts); None stands for no value.
    is_optional : bool
        Whether it may be left without a value.
    least, most : float or None
        Bounds of a number.
    above, below : bool
        Whether the bounds themselves are out of bounds.
    choices : tuple of str
        The values of a choice, or the names that amounts may have.
    unit : str
        Key of the unit, ``setting.unit_…`` of the catalogues; empty for none.
    columns : tuple of SettingItem
        The columns of rows.
    """

    section: str
    name: str
    form: Form
    default: Any = None
    is_optional: bool = False
    least: float | None = None
    most: float | None = None
    above: bool = False
    below: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""
    columns: tuple["SettingItem", ...] = ()

    @property
    def key(self) -> str:
        """Section and name, as messages write them: ``target.minutes``."""
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def words_key(self) -> str:
        """Key of what it is called in the catalogues; with ``_about`` behind it, what it means."""
        return f"setting.{self.key.replace('.', '_')}"

    def value_in(self, settings: Settings) -> Any:
        """Return what settings hold here, in plain values.

        Parameters
        ----------
        settings : Settings

        Returns
        -------
        Any
        """
        owner: Any = getattr(settings, self.section) if self.section else settings
        names = {field.alias or name: name for name, field in type(owner).model_fields.items()}
        return plain_value(getattr(owner, names[self.name]))

    def is_default_in(self, settings: Settings) -> bool:
        """Tell whether settings hold the default here.

        Parameters
        ----------
        settings : Settings

        Returns
        -------
        bool
        """
        return bool(self.value_in(settings) == self.default)


def plain_value(value: Any) -> Any:
    """Return a value of the settings as numbers, texts, dates, lists and dicts.

    Parameters
    ----------
    value : Any

    Returns
    -------
    Any
        What a record leaves out is left out here too.
    """
    if isinstance(value, BaseModel):
        return {
            field.alias or name: plain_value(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if name in value.model_fields_set
        }
    if isinstance(value, tuple | list):
        return [plain_value(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): plain_value(one) for name, one in value.items()}
    return value


@cache
def setting_items() -> tuple[SettingItem, ...]:
    """Return every setting, section by section, in the order of the schema.

    Returns
    -------
    tuple of SettingItem

    Examples
    --------
    >>> [(one.key, one.default, one.unit) for one in setting_items() if one.section == "target"]
    [('target.minutes', 15.0, 'min'), ('target.percentile', 0.9, 'share')]
    """
    return tuple(_items())


def setting_item(key: str) -> SettingItem | None:
    """Return a setting by its key.

    Parameters
    ----------
    key : str
        Such as ``target.minutes``.

    Returns
    -------
    SettingItem or None
        None where there is no such setting.
    """
    return next((one for one in setting_items() if one.key == key), None)


def _items() -> Iterator[SettingItem]:
    schema = Settings.model_json_schema()
    defaults = Settings()
    for name, field in Settings.model_fields.items():
        kind: Any = field.annotation
        said = schema["properties"][name]
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            yield _item("", name, said, schema, plain_value(getattr(defaults, name)))
            continue
        section = getattr(defaults, name)
        properties = _followed(said, schema)["properties"]
        for inner, of_section in kind.model_fields.items():
            written = of_section.alias or inner
            default = plain_value(getattr(section, inner))
            yield _item(name, written, properties[written], schema, default)


def _item(
    section: str, name: str, said: Mapping[str, Any], schema: Mapping[str, Any], default: Any = None
) -> SettingItem:
    """Return the row of a property of the JSON schema."""
    kinds = [_followed(one, schema) for one in said.get("anyOf", [said])]
    (kind,) = (one for one in kinds if one.get("type") != "null")
    key = f"{section}.{name}" if section else name
    form = _form(kind, schema)
    numeric = kind if form != "numbers" else (kind.get("items") or kind["prefixItems"][0])
    choices = kind.get("enum") or kind.get("propertyNames", {}).get("enum", ())
    return SettingItem(
        section=section,
        name=name,
        form="choice" if key == "language" else form,
        default=default,
        is_optional=len(kinds) > 1,
        least=numeric.get("minimum", numeric.get("exclusiveMinimum")),
        most=numeric.get("maximum", numeric.get("exclusiveMaximum")),
        above="exclusiveMinimum" in numeric,
        below="exclusiveMaximum" in numeric,
        choices=LANGUAGES if key == "language" else tuple(choices),
        unit=_unit(key, form),
        columns=tuple(_columns(kind, schema)) if form in {"records", "named_records"} else (),
    )


def _followed(said: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference of the JSON schema leads to."""
    if "$ref" not in said:
        return said
    followed: Mapping[str, Any] = schema["$defs"][said["$ref"].rpartition("/")[2]]
    return followed


def _form(kind: Mapping[str, Any], schema: Mapping[str, Any]) -> Form:
    if "enum" in kind:
        return "choice"
    if kind["type"] == "array":
        return _form_of_several(_followed(kind.get("items") or kind["prefixItems"][0], schema))
    if kind["type"] == "object":
        return _form_of_named(_followed(kind["additionalProperties"], schema))
    if kind["type"] == "string":
        return "date" if kind.get("format") == "date" else "text"
    forms: dict[str, Form] = {"number": "number", "integer": "whole", "boolean": "switch"}
    return forms[kind["type"]]


def _form_of_several(one: Mapping[str, Any]) -> Form:
    forms: dict[str, Form] = {"array": "groups", "object": "records", "string": "words"}
    return forms.get(one["type"], "numbers")


def _form_of_named(one: Mapping[str, Any]) -> Form:
    forms: dict[str, Form] = {"array": "lists", "object": "named_records"}
    return forms.get(one["type"], "amounts")


def _columns(kind: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[SettingItem]:
    """Yield the columns of a table of records; amounts of known names are a column each."""
    row = _followed(kind.get("items") or kind["additionalProperties"], schema)
    for name, said in row["properties"].items():
        column = _item("", name, said, schema)
        if column.form != "amounts":
            yield column
            continue
        for part in column.choices:
            yield _item(name, part, said["additionalProperties"], schema)


def _unit(key: str, form: Form) -> str:
    if key in _UNITS:
        return _UNITS[key]
    section, _, name = key.rpartition(".")
    if form in {"records", "named_records", "lists", "words", "groups"}:
        return ""
    if section in _UNITS_BY_SECTION:
        return "clock" if name.endswith("_hours") else _UNITS_BY_SECTION[section]
    return next((unit for end, unit in _UNITS_BY_ENDING.items() if name.endswith(end)), "")
