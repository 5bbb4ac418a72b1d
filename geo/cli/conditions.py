"""What a command may ask about instead of the district as it is: a scenario, closed or slow roads.

The answers are those of the same scenario on screen: both are calculated in one place.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from geo.scenarios import Planner, SavedScenario, Scenario
    from geo.workspace import District

__all__ = [
    "Barriers",
    "Close",
    "Conditions",
    "SavedName",
    "SeedPoints",
    "Slow",
    "Weight",
    "condition_option",
    "slow_wish",
]


def condition_option(option: str, name: str, metavar: str) -> Any:
    """Return an option whose words are among those of conditions."""
    return typer.Option(option, metavar=metavar, help=f"condition.{name}_option")


SavedName = Annotated[
    str | None, condition_option("--scenario", "scenario", "condition.scenario_metavar")
]
Close = Annotated[list[Path] | None, condition_option("--close", "close", "cli.file_metavar")]
Slow = Annotated[list[str] | None, condition_option("--slow", "slow", "condition.slow_metavar")]
Weight = Annotated[str | None, condition_option("--weight", "weight", "condition.weight_metavar")]
Barriers = Annotated[
    list[Path] | None,
    typer.Option("--barriers", metavar="cli.file_metavar", help="zone_marks.barriers_option"),
]
SeedPoints = Annotated[
    list[str] | None,
    typer.Option("--seed-point", metavar="zone_marks.seed_metavar", help="zone_marks.seed_option"),
]


@dataclass(frozen=True)
class Conditions:
    """The options of a command that change the district.

    Attributes
    ----------
    saved : str or None
        Id or name of a saved scenario.
    close : sequence of Path
        Files with areas whose roads are closed.
    slow : sequence of str
        ``FILE=FACTOR``: areas whose roads take so many times as long.
    weight : str or None
        Column of the list that counts instead of households.
    """

    saved: str | None
    close: tuple[Path, ...]
    slow: tuple[str, ...]
    weight: str | None = None

    @classmethod
    def of(
        cls,
        saved: str | None,
        close: list[Path] | None,
        slow: list[str] | None,
        weight: str | None = None,
    ) -> "Conditions":
        """Return the conditions that a command line names."""
        return cls(saved, tuple(close or ()), tuple(slow or ()), weight)

    @property
    def are_usual(self) -> bool:
        """Whether the question is about the district as it is."""
        return self.saved is None and not self.go_beyond

    @property
    def go_beyond(self) -> bool:
        """Whether the question is about more than a saved scenario."""
        return bool(self.close or self.slow)

    def opened(self, workspace: Path) -> "tuple[Planner, SavedScenario | None, Scenario]":
        """Return the workspace, the saved scenario, and all that is changed.

        Raises
        ------
        WorkspaceError
            When no scenario has this id or name, or several have the name.
        TableError
            When a file holds no area.
        """
        from geo.scenarios import Scenario, close_area, open_planner, slow_area, store_of
        from geo.workspace import areas_of_file

        planner = open_planner(workspace)
        saved, scenario = None, Scenario()
        if self.saved is not None:
            saved = store_of(planner.workspace.folder).read().named(self.saved)
            scenario = saved.timeline.present
        for path in self.close:
            for area in areas_of_file(path):
                scenario = close_area(planner, scenario, area).scenario
        for words in self.slow:
            path, factor = slow_wish(words)
            for area in areas_of_file(path):
                scenario = slow_area(planner, scenario, area, factor).scenario
        return planner, saved, scenario

    def district(self, workspace: Path, *, for_zones: bool = False) -> "District":
        """Return the district that the question is about.

        Parameters
        ----------
        workspace : Path
        for_zones : bool
            Whether only its roads, barriers and seeds count, at the hour of the workspace.

        Raises
        ------
        WorkspaceError, TableError
            As :meth:`opened`.
        """
        from geo.workspace import open_district, open_workspace

        if self.are_usual:
            district = open_district(open_workspace(workspace))
        else:
            planner, _, scenario = self.opened(workspace)
            asked = planner.zoned_district if for_zones else planner.district_of
            district = asked(scenario)
        return district if self.weight is None else district.with_weight(self.weight)


def slow_wish(words: str) -> tuple[Path, float]:
    """Return file and factor of ``FILE=FACTOR``.

    Raises
    ------
    WorkspaceError
        When there is no number behind the last ``=``.
    """
    from geo.errors import WorkspaceError

    path, _, factor = words.rpartition("=")
    try:
        return Path(path), float(factor)
    except ValueError as error:
        raise WorkspaceError("condition.no_factor", found=words) from error
