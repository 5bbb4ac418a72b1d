"""Templates of the lists: every column that is read, what it means, and an example.

They come from the same table as the reading, so that a column that a feature reads is in them.
"""

from dataclasses import dataclass
from typing import Final

from geo.i18n import in_language
from geo.locales import sentences
from geo.tables.list_schemas import LIST_SCHEMAS, Column, Kind, ListSchema

__all__ = ["ListTemplate", "TemplateColumn", "list_templates"]

# Other ways to write what two columns hold already; a template shows one.
_OTHER_WAYS: Final = frozenset({Kind.POSITION, Kind.SHAPE})


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template.

    Attributes
    ----------
    name : str
        Canonical name.
    header : str
        What the template heads it.
    required : bool
    meaning : str
    example : str
        What stands there in the example row; may be blank.
    """

    name: str
    header: str
    required: bool
    meaning: str
    example: str


@dataclass(frozen=True)
class ListTemplate:
    """A list to fill in.

    Attributes
    ----------
    name : str
        Name of the list in the settings.
    title : str
        Title of its sheet.
    columns : tuple of TemplateColumn
    """

    name: str
    title: str
    columns: tuple[TemplateColumn, ...]


def list_templates(language: str) -> tuple[ListTemplate, ...]:
    """Return the templates of all lists that a workspace may name.

    Parameters
    ----------
    language : {"zh", "en"}

    Returns
    -------
    tuple of ListTemplate
    """
    return tuple(_template(schema, language) for schema in LIST_SCHEMAS)


def _template(schema: ListSchema, language: str) -> ListTemplate:
    columns = tuple(
        _column(column, schema, language)
        for column in schema.columns
        # A column without a header of its own is calculated.
        if column.kind not in _OTHER_WAYS and column.headers
    )
    title = in_language(language, zh=[*schema.titles, schema.name][0], en=schema.name)
    return ListTemplate(schema.name, title, columns)


def _column(column: Column, schema: ListSchema, language: str) -> TemplateColumn:
    located = schema.located and column.kind in {Kind.LONGITUDE, Kind.LATITUDE}
    return TemplateColumn(
        column.name,
        in_language(language, zh=column.headers[0], en=column.name),
        column.indispensable or located,
        _said(schema, column, "", language),
        _said(schema, column, "_example", language),
    )


def _said(schema: ListSchema, column: Column, ending: str, language: str) -> str:
    """Return what the catalogue says of a column of this list, or else of any list."""
    catalogue = sentences(language)
    own = f"columns.{schema.name}_{column.name}"
    # An own meaning goes with its own example, even where that is blank.
    if own in catalogue:
        return catalogue.get(f"{own}{ending}", "")
    return catalogue.get(f"columns.{column.name}{ending}", "")
