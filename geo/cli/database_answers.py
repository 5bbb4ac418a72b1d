"""What was taken from a database, and what was written into one."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from geo.cli.console import Answer, Console, table_lines
from geo.i18n import format_number

if TYPE_CHECKING:
    from geo.postgis import WrittenSchema
    from geo.workspace import TakenList

__all__ = ["taken_answer", "written_answer"]


def taken_answer(taken: "Sequence[TakenList]", console: Console) -> Answer:
    """Return the lists that were taken, and which of them are others than before."""
    t = console.t

    def lines() -> Iterator[str]:
        header = [t(f"postgis.head_{name}") for name in ("list", "table", "rows", "file")]
        yield from table_lines(
            header, [(one.list, one.table, format_number(one.rows), one.file) for one in taken]
        )
        for one in taken:
            if one.left_out:
                yield t("postgis.left_out", list=one.list, columns=", ".join(one.left_out))
        changed = [one.list for one in taken if one.is_new]
        key = "postgis.taken" if changed else "postgis.nothing_new"
        yield t(key, lists=", ".join(changed))

    return Answer({"lists": [asdict(one) for one in taken]}, lines())


def written_answer(written: "WrittenSchema", console: Console) -> Answer:
    """Return the tables that were written, and where their styles are."""
    t = console.t

    def lines() -> Iterator[str]:
        header = [t("postgis.head_table"), t("postgis.head_rows")]
        rows = [
            (f"{written.schema}.{name}", format_number(count))
            for name, count in written.rows.items()
        ]
        yield from table_lines(header, rows)
        for name, short in written.shortened.items():
            yield t("postgis.shortened", name=name, short=short)
        if written.styles_in not in {"public", written.schema}:
            yield t("postgis.styles_in", schema=written.styles_in)
        if written.styles_in == written.schema:
            yield t("postgis.styles_beside", schema=written.schema)
        yield t("postgis.written", database=written.database, schema=written.schema)

    return Answer(asdict(written), lines())
