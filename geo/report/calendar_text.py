"""A visit calendar as iCalendar text (RFC 5545), for the calendars of phones and offices."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from geo.i18n import Translate
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace.operations import VisitPlan

__all__ = ["calendar_text"]

_LONGEST_LINE: Final = 75
_ZONE: Final = "Asia/Shanghai"
_ZONE_LINES: Final = (
    "BEGIN:VTIMEZONE",
    f"TZID:{_ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_text(plan: "VisitPlan", *, name: str, t: Translate) -> str:
    """Return the visits as events, one each.

    Parameters
    ----------
    plan : VisitPlan
    name : str
        Of the district.
    t : callable
        The translator.

    Returns
    -------
    str
        Lines of at most 75 octets that end with CRLF. Stamps are the first day of the calendar: the
        same calendar gives the same text.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Repair Circle//visits//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(t('visits.title', name=plain_text(name)))}",
        *_ZONE_LINES,
    ]
    for row in plan.visits.to_dict("records"):
        begin = datetime.combine(row["date"], time.fromisoformat(row["arrive"]))
        said = t("visits.ics_summary", name=plain_text(row["name"]))
        who = " ".join(plain_text(str(row[key])) for key in ("visitor_id", "unit", "role"))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(plain_text(row['visit_id']))}@repair-circle",
            f"DTSTAMP:{_stamp(plan.begin)}",
            f"DTSTART;TZID={_ZONE}:{begin:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={_ZONE}:{begin + timedelta(minutes=row['visit_min']):%Y%m%dT%H%M%S}",
            f"SUMMARY:{_escaped(said)}",
            f"LOCATION:{_escaped(plain_text(row['street'] + row['name']))}",
            f"DESCRIPTION:{_escaped(who)}",
            f"STATUS:{'CONFIRMED' if row['status'] == 'locked' else 'TENTATIVE'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _stamp(day: date) -> str:
    return f"{day:%Y%m%d}T000000Z"


def _escaped(text: str) -> str:
    """Return a text with the signs that part values escaped (section 3.3.11)."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, no sign cut in two (section 3.1)."""
    piece, used = "", 0
    for sign in line:
        octets = len(sign.encode())
        if used + octets > _LONGEST_LINE:
            yield piece
            piece, used = " ", 1
        piece, used = piece + sign, used + octets
    yield piece
