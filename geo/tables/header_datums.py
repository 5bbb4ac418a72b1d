"""The datum that a header names: ``百度经度``, ``gd_lat``, ``lon_wgs84``, ``谷歌地球坐标``."""

import re
import unicodedata
from typing import Final

from geo.tables.header_words import fold_header

__all__ = ["DATUMS_BY_TRUST", "datum_of_header", "without_datum"]

# Short marks count only beside the name of a coordinate: bd_lng, lat_gd, but not abdlng.
_AXIS: Final = r"(?:lng|lon|lat|long|x|y|jd|wd|point|coord|loc|经|纬|坐)"


def _mark(letters: str) -> str:
    return rf"(?<![a-z])(?:{letters})(?=[-_ ]?{_AXIS})|(?<=[-_ (])(?:{letters})(?![a-z])"


# The first that is found counts: 谷歌地球 before 谷歌, bd09 before bd.
_WORDS: Final = (
    ("wgs84", r"谷歌地球|google[-_ ]?earth|wgs[-_ ]?(?:19)?84|gps|" + _mark("wgs|wg")),
    (
        "cgcs2000",
        r"cgcs(?:[-_ ]?2000)?|国家2000|大地2000|2000坐标系?|天地图|tianditu|北斗|"
        + _mark("tdt|cgcs|gjdd"),
    ),
    (
        "gcj02",
        r"gcj[-_ ]?(?:02)?|高德|火星|腾讯|谷歌|google|amap|gaode|autonavi|tencent|soso|"
        + _mark("gd|tx|qq|hx|mars|gg"),
    ),
    ("bd09", r"bd[-_ ]?09(?:ll|mc)?|百度|baidu|" + _mark("bd")),
)
_AROUND: Final = r"(?:地图)?(?:坐标系?(?:下的?)?(?=[经纬xy]|lng|lon|lat))?"
_PATTERNS: Final = {datum: re.compile(rf"(?:{words}){_AROUND}") for datum, words in _WORDS}

DATUMS_BY_TRUST: Final = ("wgs84", "cgcs2000", None, "gcj02", "bd09")
"""Which positions of a file are taken where it holds several: the ones that need no conversion."""


def datum_of_header(header: str) -> str | None:
    """Return the datum that a header names, or None.

    Google draws its maps of China shifted as Amap does; outside China the shift is nothing, so
    its name stands for GCJ-02. Google Earth is not shifted.
    """
    flat = unicodedata.normalize("NFKC", header).casefold()
    return next((datum for datum, words in _PATTERNS.items() if words.search(flat)), None)


def without_datum(header: str) -> str:
    """Return a folded header without the words that name a datum."""
    flat = unicodedata.normalize("NFKC", header).casefold()
    for words in _PATTERNS.values():
        flat = words.sub("", flat)
    return fold_header(flat)
