"""The files of a province: a table, a record, a page with a map, the estates in partitions."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from math import cos, radians
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from geo.errors import WorkspaceError
from geo.i18n import Translate, format_number, format_share, translator
from geo.presence import file_there, folder_there
from geo.report.output_folder import cannot_write
from geo.report.pages import printed_page
from geo.report.plan_json import json_text
from geo.tables import marked_csv_text, write_whole
from geo.text import plain_text

__all__ = [
    "DISTRICTS",
    "ESTATES",
    "PROVINCE_RECORD",
    "PROVINCE_SHAPES",
    "WORKSPACES",
    "ProvinceRow",
    "province_legend",
    "province_map",
    "province_page",
    "refuse_foreign_province",
    "write_province",
]

DISTRICTS: Final = "districts"
"""The folder of the packs of the districts."""

WORKSPACES: Final = "workspaces"
"""The folder of the workspaces that were made for districts: of a split list, or with stations
that they borrow."""

PROVINCE_RECORD: Final = "province.json"
PROVINCE_SHAPES: Final = "province.geojson"
_FILES: Final = ("province.csv", PROVINCE_RECORD, "province.html", PROVINCE_SHAPES)
_BEGUN: Final = tuple(f"{name}." for name in _FILES)
ESTATES: Final = "estates"
"""The folder of the estates, a part for each district."""
_FOLDERS: Final = (DISTRICTS, ESTATES, WORKSPACES)
_MAP_WIDTH: Final = 720
_LEAST_SHARES: Final = (0.5, 0.7, 0.85, 1.01)
_COLOURS: Final = ("#b35806", "#f1a340", "#92c5de", "#0072b2")
_FOR_THE_PAGE: Final = ("outline", "message")
_FAILED_COLOUR: Final = "#8c959f"


@dataclass(frozen=True)
class ProvinceRow:
    """What one district came to.

    Attributes
    ----------
    district : str
    status : {"planned", "kept", "without_zones", "failed"}
    estates, households, households_covered, estates_late, estates_unreachable, estates_unsure : int
    share_households : float or None
    zones : int or None
    run : str
        Hash of the plan.
    message : str
        Why there are no zones, or no plan.
    outline : tuple of (lon, lat)
        Around the estates.
    stations, stations_lent : int
        Open stations of the district's own, and those of neighbours that it counts with.
    estates_by_lent : int
        Estates that a neighbour's station covers.
    """

    district: str
    status: str
    estates: int | None = None
    households: int | None = None
    households_covered: int | None = None
    share_households: float | None = None
    estates_late: int | None = None
    estates_unreachable: int | None = None
    estates_unsure: int | None = None
    zones: int | None = None
    run: str = ""
    message: str = ""
    outline: tuple[tuple[float, float], ...] = ()
    stations: int | None = None
    stations_lent: int | None = None
    estates_by_lent: int | None = None

    @classmethod
    def failed(cls, district: str, message: str) -> "ProvinceRow":
        """Return the row of a district that could not be planned."""
        return cls(district=district, status="failed", message=message)

    def worst_first(self) -> tuple[float, str]:
        """Return what rows are sorted by: the failed first, then the least share, then names."""
        share = -1.0 if self.share_households is None else self.share_households
        return share, self.district


def refuse_foreign_province(out: Path) -> None:
    """Refuse a folder that holds anything but a former province.

    Parameters
    ----------
    out : Path

    Raises
    ------
    WorkspaceError
        When it is a file, or holds what was not written here.
    """
    if file_there(out):
        raise WorkspaceError("report.out_is_file", out=out)
    if not folder_there(out):
        return
    ours = {*_FILES, *_FOLDERS}
    foreign = sorted(
        entry.name
        for entry in out.iterdir()
        if entry.name not in ours and not entry.name.startswith((".", *_BEGUN))
    )
    if foreign:
        names = ", ".join(foreign[:5])
        raise WorkspaceError("report.out_foreign", out=out, count=len(foreign), names=names)


def write_province(rows: Sequence[ProvinceRow], out: Path, *, language: str) -> None:
    """Write the tables, the page and the partitions of a province, each file whole or not at all.

    Parameters
    ----------
    rows : sequence of ProvinceRow
        In the order in which they are shown.
    out : Path
    language : {"zh", "en"}
        Of the page; the csv and json files have none.
    """
    planned = {row.district for row in rows if row.status != "failed"}
    for district in sorted(planned):
        _write_partition(district, out)
    for part in (out / ESTATES).glob("district=*"):
        if part.name.partition("=")[2] not in planned:  # of a former run: it counts no longer
            shutil.rmtree(part, ignore_errors=True)
    table = pd.DataFrame([_plain(row) for row in rows])
    _write(out / "province.csv", marked_csv_text(table))
    _write(out / PROVINCE_RECORD, json_text(_record(rows)))
    _write(out / PROVINCE_SHAPES, json_text(_shapes(rows)))
    _write(out / "province.html", province_page(rows, language=language))


def _plain(row: ProvinceRow) -> dict[str, Any]:
    """Return a row as the files have it: without language, paths, or what was there already."""
    values = asdict(row)
    values["status"] = "planned" if row.status == "kept" else row.status
    return {name: value for name, value in values.items() if name not in _FOR_THE_PAGE}


def _shapes(rows: Sequence[ProvinceRow]) -> dict[str, Any]:
    """Return the areas around the estates of each district, with its figures, as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": _plain(row),
            "geometry": {"type": "Polygon", "coordinates": [list(map(list, row.outline))]},
        }
        for row in rows
        if row.outline
    ]
    return {"type": "FeatureCollection", "features": features}


def _record(rows: Sequence[ProvinceRow]) -> dict[str, Any]:
    planned = [row for row in rows if row.share_households is not None]
    households = sum(row.households or 0 for row in planned)
    covered = sum(row.households_covered or 0 for row in planned)
    return {
        "hash": _hash(rows),
        "districts": len(rows),
        "failed": sum(row.status == "failed" for row in rows),
        "estates": sum(row.estates or 0 for row in planned),
        "households": households,
        "households_covered": covered,
        "share_households": round(covered / households, 6) if households else 0.0,
        "zones": sum(row.zones or 0 for row in planned),
        "stations": sum(row.stations or 0 for row in planned),
        "estates_by_lent": sum(row.estates_by_lent or 0 for row in planned),
        "by_district": [_plain(row) for row in rows],
    }


def _write_partition(district: str, out: Path) -> None:
    """Write the estates of a district as a part of one GeoParquet data set."""
    import geopandas as gpd
    from shapely.errors import ShapelyError

    source = out / DISTRICTS / district / "plan.gpkg"
    folder = out / ESTATES / f"district={district}"
    try:
        estates = gpd.read_file(source, layer="estates")
    except (RuntimeError, ValueError, OSError, ShapelyError) as error:
        raise WorkspaceError("cluster.pack_damaged", file=source, folder=source.parent) from error
    # A column that is blank in one district has the type that it has in the others.
    words = [name for name in estates if pd.api.types.is_object_dtype(estates[name])]
    estates = estates.astype(dict.fromkeys(words, "string"))
    content = BytesIO()
    estates.to_parquet(content, index=False)
    _write(folder / "estates.parquet", content.getvalue())


def _write(path: Path, content: str | bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise cannot_write(path, error) from error


def province_page(rows: Sequence[ProvinceRow], *, language: str) -> str:
    """Return the province's page: figures, a map by share, the districts, the worst first.

    Parameters
    ----------
    rows : sequence of ProvinceRow
    language : {"zh", "en"}

    Returns
    -------
    str
        HTML that opens without a network.
    """
    t = translator(language)
    record = _record(rows)
    return printed_page(
        "province.html.j2",
        language=language,
        title=t("cluster.title"),
        summary=t(
            "cluster.summary",
            districts=record["districts"],
            estates=format_number(record["estates"]),
            covered=format_number(record["households_covered"]),
            households=format_number(record["households"]),
            share=format_share(record["share_households"]),
        ),
        lent=t("cluster.lent_line", estates=format_number(record["estates_by_lent"]))
        if any(row.stations_lent for row in rows)
        else "",
        failed=t("cluster.failed_count", count=record["failed"]) if record["failed"] else "",
        map=province_map(rows),
        legend=province_legend(t),
        rows=[_shown(row, t) for row in rows],
        run_line=t("cluster.run_line", hash=record["hash"][:16]),
    )


def _hash(rows: Sequence[ProvinceRow]) -> str:
    """Return one hash of all plans, whatever order they were made in."""
    runs = sorted(f"{row.district}:{row.run}" for row in rows)
    return hashlib.sha256("\n".join(runs).encode()).hexdigest()


def _shown(row: ProvinceRow, t: Translate) -> dict[str, Any]:
    def number(value: int | None) -> str:
        return "–" if value is None else format_number(value)

    share = row.share_households
    return {
        "district": plain_text(row.district),
        "status": t(f"cluster.status_{_plain(row)['status']}"),
        "numbers": [
            number(row.estates),
            number(row.households),
            number(row.households_covered),
            "–" if share is None else format_share(share),
            number(row.estates_late),
            number(row.estates_unreachable),
            number(row.estates_unsure),
            number(row.zones),
        ],
        "message": plain_text(row.message),
        "folder": "" if row.status == "failed" else f"{DISTRICTS}/{row.district}/report.html",
    }


def _colour(row: ProvinceRow) -> str:
    share = row.share_households
    if share is None:
        return _FAILED_COLOUR
    return next(c for c, most in zip(_COLOURS, _LEAST_SHARES, strict=True) if share < most)


def province_legend(t: Translate) -> list[tuple[str, str]]:
    """Return the colours of the map and what each of them says.

    Parameters
    ----------
    t : callable
        The translator.

    Returns
    -------
    list of (str, str)
    """
    bounds = [0.0, *_LEAST_SHARES[:-1]]
    words = [t("cluster.share_from", share=format_share(bound)) for bound in bounds]
    return list(zip(_COLOURS, words, strict=True))


def province_map(rows: Sequence[ProvinceRow]) -> Markup:
    """Return the districts as a drawing: north is up, degrees of longitude shortened.

    Parameters
    ----------
    rows : sequence of ProvinceRow

    Returns
    -------
    Markup
        SVG; empty where no district has a place.
    """
    shown = [row for row in rows if row.outline]
    if not shown:
        return Markup()
    lon = [corner[0] for row in shown for corner in row.outline]
    lat = [corner[1] for row in shown for corner in row.outline]
    shorten = cos(radians((min(lat) + max(lat)) / 2))
    scale = _MAP_WIDTH / max((max(lon) - min(lon)) * shorten, max(lat) - min(lat), 1e-6)
    height = (max(lat) - min(lat)) * scale
    shapes = Markup("").join(
        Markup('<polygon points="{}" fill="{}"><title>{}</title></polygon>').format(
            " ".join(
                f"{(x - min(lon)) * shorten * scale:.1f},{(max(lat) - y) * scale:.1f}"
                for x, y in row.outline
            ),
            _colour(row),
            f"{plain_text(row.district)} {format_share(row.share_households or 0.0)}",
        )
        for row in shown
    )
    names = Markup("").join(
        Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(
            (sum(x for x, _ in row.outline) / len(row.outline) - min(lon)) * shorten * scale,
            (max(lat) - sum(y for _, y in row.outline) / len(row.outline)) * scale,
            plain_text(row.district),
        )
        for row in shown
    )
    return Markup('<svg viewBox="-4 -4 {} {}" role="img">{}</svg>').format(
        _MAP_WIDTH + 8, round(height + 8), shapes + names
    )
