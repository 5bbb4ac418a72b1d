"""How a province is told: each district as it is done, then the whole, worst first."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from geo.cli.console import Answer, Console, table_lines
from geo.errors import WorkspaceError
from geo.i18n import format_number, format_share

if TYPE_CHECKING:
    from geo.cluster import Progress, Province

__all__ = ["province_answer", "refuse_failures", "say_progress"]


def say_progress(console: Console, now: "Progress") -> None:
    """Say on standard error which district is done, and how long the rest may take."""
    if console.as_json:
        return
    t = console.t
    console.complain(
        t(
            "cluster.progress",
            done=now.done,
            of=now.of,
            district=now.row.district,
            status=t(f"cluster.status_{now.row.status}"),
            left=format_number(round(now.left_s)),
        )
    )


def province_answer(made: "Province", console: Console) -> Answer:
    """Return the districts, the worst first."""
    t = console.t

    def lines() -> Iterator[str]:
        header = [
            t(f"cluster.column_{name}")
            for name in ("district", "status", "estates", "households", "covered", "share", "zones")
        ]
        rows = [
            (
                row.district,
                t(f"cluster.status_{row.status}"),
                "–" if row.estates is None else format_number(row.estates),
                "–" if row.households is None else format_number(row.households),
                "–" if row.households_covered is None else format_number(row.households_covered),
                "–" if row.share_households is None else format_share(row.share_households),
                "–" if row.zones is None else format_number(row.zones),
            )
            for row in made.rows
        ]
        yield from table_lines(header, rows)
        for row in made.rows:
            if row.message:
                yield t("cluster.told_failed", district=row.district, message=row.message)
        yield t("cluster.written", out=made.out)

    return Answer({"districts": [asdict(row) for row in made.rows], "out": str(made.out)}, lines())


def refuse_failures(made: "Province") -> None:
    """End with an error where a district could not be planned; the others are written.

    Raises
    ------
    WorkspaceError
        With the names of the districts.
    """
    if made.failed:
        names = ", ".join(row.district for row in made.failed[:8])
        raise WorkspaceError("cluster.failed", count=len(made.failed), names=names, out=made.out)
