"""One demo estate and how much of it was published."""

from dataclasses import dataclass, field

from demo_streets import Seat
from published import NamedEstate, Operator

DEMO = "demo"
PUBLISHED = "published figures, demo position and scores"


@dataclass
class Estate:
    """One estate as it is being filled in; positions in metres of ``placing.PLANE``."""

    seat: Seat
    operator: Operator
    x_m: float
    y_m: float
    published: NamedEstate | None = None
    estate_id: str = ""
    name: str = ""
    door: int = 0
    households: int = 0
    residents: int = 0
    buildings: int = 0
    stairwells: int = 0
    built_year: int = 0
    floor_area_m2: int = 0
    scores: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Whether any of its figures were published."""
        return PUBLISHED if self.published else DEMO

    @property
    def note(self) -> str:
        """Which of its figures were published."""
        return self.published.note if self.published else ""
