"""Claims in plain text, English and Chinese."""

import pytest

from geo.coverage import Claim, parse_claim
from geo.errors import CoverageError


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("15 min, 108 km2", Claim(15, 108)),
        ("15分钟 108平方公里", Claim(15, 108)),
        ("108平方公里内建成“15分钟房屋应急维修圈”", Claim(15, 108)),
        ("a 15-minute circle within 1,080.5 sq km", Claim(15, 1080.5)),
        ("１５分钟，１０８平方千米", Claim(15, 108)),
        ("十五分钟、一百零八平方公里", Claim(15, 108)),
        ("90% within 15 minutes", Claim(15, None, 0.9)),
        ("半径 12 mins 10 km^2", Claim(12, 10)),
        ("1.5 hours", Claim(90)),
        ("1小时30分钟，10.013 km²", Claim(90, 10.013)),
    ],
)
def test_reads(text: str, claim: Claim) -> None:
    """Minutes, area and share are found wherever they stand."""
    assert parse_claim(text) == claim


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "coverage.claim_minutes"),
        ("108 km2", "coverage.claim_minutes"),
        ("fast", "coverage.claim_minutes"),
        ("15 min or 20 min", "coverage.claim_twice"),
        ("0 min", "coverage.claim_figure"),
        ("15 min, 0 km2", "coverage.claim_figure"),
        ("120 % in 15 min", "coverage.claim_figure"),
    ],
)
def test_refuses(text: str, key: str) -> None:
    """No minutes, two different figures, figures that cannot be."""
    with pytest.raises(CoverageError) as refusal:
        parse_claim(text)
    assert refusal.value.key == key
