"""Places for the estates of a list: decisions, coordinates, gazetteer, and providers on request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from platformdirs import user_cache_path

from geo import geocode, tables
from geo.errors import Notice
from geo.geocode import (
    Decisions,
    cascade,
    known_places,
    proposals_for,
    read_decisions,
)
from geo.summary import Summarized

if TYPE_CHECKING:
    from geo.geocode import Gazetteer
    from geo.geocode.providers import Finder

__all__ = ["Located", "geocode_list", "locate", "online_finder"]

_REVIEW_COLUMNS: Final = (
    "estate_id",
    "name",
    "street",
    "score",
    "rule",
    "candidates",
    "source",
    "lon",
    "lat",
    "apart_m",
)
_PROPOSALS: Final = tuple(f"proposal_{rank}" for rank in range(1, 6))
_MOST_NAMED: Final = 8
# What reading takes of the whole, for the bar.
_READ_SHARE: Final = 0.2
_NUMBERS: Final = ("score", "margin")
PRECISIONS: Final = {
    **{word: word for word in ("point", "estate", "address", "street", "area")},
    **dict.fromkeys(("点", "大门", "门"), "point"),
    **dict.fromkeys(("小区", "兴趣点", "住宅区", "poi"), "estate"),
    **dict.fromkeys(("门牌", "门牌号", "门址", "单元号", "楼栋"), "address"),
    **dict.fromkeys(("道路", "道路交叉路口", "路口", "街道路"), "street"),
    **dict.fromkeys(("区县", "乡镇", "村庄", "街道", "社区", "商圈", "区域", "热点商圈"), "area"),
}
"""How precisely a place was found, by our words and those that lists use."""
_EVIDENCE: Final = ("source", "rule", "score", "margin", "datum", "precision")


@dataclass(frozen=True, eq=False, repr=False)
class Located(Summarized):
    """A list with what could be placed, and what a person must look at.

    Attributes
    ----------
    placed : GeoDataFrame
        Every row of the list in its order; ``located_by`` says how (``decision``,
        ``coordinates``, ``gates``, ``gazetteer:rule``, ``amap+baidu:rule``), empty where it is
        not placed;
        ``location_source, location_rule, location_score, location_margin, location_datum,
        location_precision`` hold the evidence, ``gate_lon, gate_lat`` an entrance that a
        provider named.
    review : DataFrame
        One row for each that is not placed: ``estate_id, name, street, score, rule``, the
        five likeliest places, ``candidates``, the best proposal, ``source, lon, lat``, how far
        two providers lie apart, ``apart_m``, and ``proposal_1`` to ``proposal_5`` in words.
    proposals : DataFrame
        Up to five places for each of them, as :func:`geo.geocode.proposals_for` gives them.
    """

    placed: gpd.GeoDataFrame
    review: pd.DataFrame
    proposals: pd.DataFrame

    @property
    def notices(self) -> list[Notice]:
        """What to tell of rows that are left, and of those that only their gates place."""
        by_gates = self.placed.loc[self.placed["located_by"] == "gates", "name"]
        return [
            Notice(key, count=len(names), names=tuple(names.head(_MOST_NAMED)))
            for key, names in (
                ("workspace.placed_by_gates", by_gates),
                ("workspace.unplaced", self.review["name"]),
            )
            if len(names)
        ]


def locate(
    places: gpd.GeoDataFrame,
    gazetteer: "Gazetteer | None",
    *,
    gates: gpd.GeoDataFrame | None = None,
    decisions: Decisions | None = None,
    finder: "Finder | None" = None,
    progress: Callable[[float], None] = lambda _share: None,
) -> Located:
    """Place the rows of a list from the most trusted source that knows them.

    Parameters
    ----------
    places : GeoDataFrame
        ``estate_id, name`` and, where known, a position and ``district, street, address``.
    gazetteer : Gazetteer or None
        Known places.
    gates : GeoDataFrame, optional
        ``estate_id`` and positions: a row without coordinates lies in the middle of its gates.
    decisions : Decisions, optional
        What people decided about single rows; it goes before the list's own coordinates.
    finder : Finder, optional
        Online providers; nothing goes online without one.
    progress : callable
        Told the share that is done.

    Returns
    -------
    Located
    """
    asked = pd.DataFrame(places.drop(columns=[places.geometry.name]))
    asked = asked.assign(lon=places.geometry.x, lat=places.geometry.y)
    asked, by_gates = _placed_by_gates(asked, gates)
    answers = cascade(
        asked, gazetteer=gazetteer, decisions=decisions, finder=finder, progress=progress
    )
    by_gates &= (answers["source"] == "coordinates").to_numpy(bool)
    answers.loc[by_gates, ["source", "rule", "precision"]] = ["gates", "gates", "estate"]
    _keep_given_evidence(answers, places)
    taken = (answers["verdict"] == "accepted").to_numpy()
    plain = answers["source"] == answers["rule"]
    by = answers["source"].where(plain, answers["source"] + ":" + answers["rule"])
    geometry = np.full(len(places), None, dtype=object)
    geometry[taken] = shapely.points(*answers.loc[taken, ["lon", "lat"]].to_numpy(float).T)
    placed = places.assign(
        located_by=by.where(taken, "").astype(object),
        **{f"location_{name}": answers[name].where(taken) for name in _EVIDENCE},
        gate_lon=answers["gate_lon"].where(taken),
        gate_lat=answers["gate_lat"].where(taken),
    )
    placed = placed.set_geometry(gpd.GeoSeries(geometry, index=places.index, crs=4326))
    placed = placed.assign(lon=placed.geometry.x, lat=placed.geometry.y)
    left, unsettled = asked[~taken], answers[~taken]
    proposals = proposals_for(left["estate_id"], unsettled, gazetteer)
    return Located(placed, _review(left, unsettled, proposals), proposals)


def _keep_given_evidence(answers: pd.DataFrame, places: gpd.GeoDataFrame) -> None:
    """Take what a list says of how its own coordinates were found, as our geocoding writes it."""
    own = (answers["source"] == "coordinates").to_numpy(bool)
    for name in _EVIDENCE:
        column = f"location_{name}"
        if name == "source" or column not in places:
            continue
        given = places[column]
        if name in _NUMBERS:
            given = pd.to_numeric(given, errors="coerce")
        elif name == "precision":
            given = given.astype("string").str.strip().str.lower().map(PRECISIONS)
        said = own & given.notna().to_numpy(bool) & given.ne("").fillna(False).to_numpy(bool)
        answers.loc[said, name] = given[said].tolist()


def _placed_by_gates(
    asked: pd.DataFrame, gates: gpd.GeoDataFrame | None
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Put rows without coordinates into the middle of their gates; say which these are."""
    nowhere = asked["lon"].isna().to_numpy(bool)
    if gates is None or not nowhere.any():
        return asked, np.zeros(len(asked), dtype=bool)
    points = pd.DataFrame({"lon": gates.geometry.x, "lat": gates.geometry.y})
    middle = points.groupby(gates["estate_id"]).mean().reindex(asked["estate_id"])
    by_gates = nowhere & middle["lon"].notna().to_numpy(bool)
    return (
        asked.assign(
            lon=np.where(by_gates, middle["lon"], asked["lon"]),
            lat=np.where(by_gates, middle["lat"], asked["lat"]),
        ),
        by_gates,
    )


def geocode_list(
    path: Path,
    gazetteer: Path,
    *,
    decisions: Path | None = None,
    finder: "Finder | None" = None,
    progress: Callable[[float, str], None] = lambda _share, _stage: None,
) -> tuple[Located, tuple[Notice, ...]]:
    """Place the rows of a list file with the places of a gazetteer file.

    Parameters
    ----------
    path, gazetteer : Path
        The list and the gazetteer, in any format that lists may have.
    decisions : Path, optional
        A ``decisions.csv``; its names count as aliases too.
    finder : Finder, optional
        Online providers; nothing goes online without one.
    progress : callable
        Told the share that is done and the key of the sentence that says what is being done.

    Returns
    -------
    located : Located
    notices : tuple of Notice
        What was changed while reading, and what providers failed to answer.

    Raises
    ------
    TableError, GeocodeError
        When a file cannot be used.
    """
    progress(0.0, "review.stage_read")
    names, known = tables.read_names(path), tables.read_gazetteer(gazetteer)
    decided = Decisions() if decisions is None else read_decisions(decisions)
    places = known_places(pd.DataFrame(known.table), decided)
    located = locate(
        names.table,
        None if places is None else geocode.Gazetteer.from_table(places),
        decisions=decided,
        finder=finder,
        progress=lambda share: progress(
            _READ_SHARE + (1 - _READ_SHARE) * share, "review.stage_match"
        ),
    )
    online = () if finder is None else finder.notices
    return located, (*names.notices, *known.notices, *online, *located.notices)


def online_finder(
    providers: Sequence[str], *, city: str, environment: Mapping[str, str]
) -> "Finder | None":
    """Return a finder that asks providers with the keys of an environment; None for no provider.

    Answers of providers whose terms allow it are kept in the user's cache folder.

    Parameters
    ----------
    providers : sequence of str
        Names of providers, in the order in which they are asked.
    city : str
        Where to look.
    environment : mapping of str to str
        Where keys are looked up.

    Returns
    -------
    Finder, optional

    Raises
    ------
    GeocodeError
        When there is no such provider or its key is not set.
    """
    if not providers:
        return None
    from geo.geocode.providers import AnswerCache, Finder, clients_from_environment

    cache = AnswerCache(user_cache_path("repair-circle") / "provider_answers.jsonl")
    return Finder(clients_from_environment(providers, environment, cache=cache), city=city)


def _review(asked: pd.DataFrame, answers: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    review = answers.assign(
        estate_id=asked["estate_id"],
        name=asked["name"],
        street=asked.get("street", ""),
        candidates=[" ".join(map(str, ids)) for ids in answers["candidates"]],
    )
    in_words: dict[str, list[str]] = {}
    for one in proposals.to_dict("records"):
        said = [one["name"], one["whereabouts"], f"{one['lon']:.6f},{one['lat']:.6f}"]
        words = " ".join(filter(None, map(str, [*said, one["source"]])))
        in_words.setdefault(one["estate_id"], []).append(words)
    wide = pd.DataFrame(
        [
            dict(zip(_PROPOSALS, in_words.get(estate, []), strict=False))
            for estate in asked["estate_id"]
        ],
        columns=list(_PROPOSALS),
        dtype=object,
    ).fillna("")
    return pd.concat([review[list(_REVIEW_COLUMNS)].reset_index(drop=True), wide], axis=1)
