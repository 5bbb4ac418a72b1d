"""Who has proposed, approved and frozen a scenario, and what others say of it.

A step holds for what the scenario was then: once that changes, a former approval is told as such,
and undoing the change brings it back.
"""

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from geo.errors import Notice
from geo.scenarios.timeline import Moment

__all__ = ["Approval", "Comment", "Standing"]

Standing = Literal["draft", "proposed", "approved"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Approval(_Frozen):
    """How far a scenario has come.

    Attributes
    ----------
    standing : {"draft", "proposed", "approved"}
    by : str
        Who brought it there.
    at : datetime or None
        When, UTC.
    content : str
        SHA-256 of what the scenario changed then.
    frozen : bool
        Whether edits are refused.
    """

    standing: Standing = "draft"
    by: str = ""
    at: Moment | None = None
    content: str = ""
    frozen: bool = False

    def holds(self, content: str) -> bool:
        """Tell whether the scenario is still what was proposed or approved."""
        return self.standing != "draft" and self.content == content

    def notice(self, content: str) -> Notice | None:
        """Return the sentence that says how far a scenario has come; None for a mere draft.

        Parameters
        ----------
        content : str
            SHA-256 of what the scenario changes now.
        """
        if self.standing == "draft" or self.at is None:
            return Notice("approval.frozen_draft") if self.frozen else None
        kept = "" if self.holds(content) else "_before"
        icy = "_frozen" if self.frozen else ""
        return Notice(
            f"approval.{self.standing}{kept or icy}",
            who=self.by or "–",
            day=f"{self.at.astimezone():%Y-%m-%d}",
        )


class Comment(_Frozen):
    """What somebody says of a scenario.

    Attributes
    ----------
    at : datetime
        When, UTC.
    who : str
        Who, as the login calls them or they call themselves.
    text : str
    """

    at: Moment
    who: str = ""
    text: str

    @classmethod
    def now(cls, text: str, who: str = "") -> "Comment":
        """Return a comment that is made now."""
        return cls(at=datetime.now(UTC).replace(microsecond=0), who=who, text=text)
