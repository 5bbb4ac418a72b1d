"""Claims in plain text, English and Chinese: read as what they say, or asked back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    ("text", "minutes"),
    [
        ("一刻钟到场", 15),
        ("半小时上门", 30),
        ("半个钟头内到达", 30),
        ("一个半小时", 90),
        ("一小时半", 90),
        ("三刻钟", 45),
        ("一小时一刻", 75),
        ("1小时三刻钟到场", 105),
        ("两个小时一刻钟", 135),
        ("an hour and a quarter", 75),
        ("an hour and three quarters", 105),
        ("1h15", 75),
        ("1h05m", 65),
        ("1h15min", 75),
        ("900秒到场", 15),
        ("九分半到场", 9.5),
        ("a quarter of an hour", 15),
        ("half an hour", 30),
        ("three quarters of an hour", 45),
        ("an hour and a half", 90),
        ("fifteen-minute repair circle", 15),
        ("within twenty-five minutes", 25),
        ("不超过15分钟", 15),
        ("十分便捷，15分钟到场", 15),
        ("2026年建成15分钟维修圈", 15),
        ("24小时内到场", 1440),
    ],
)
def test_lengths_of_time(text: str, minutes: float) -> None:
    """Halves, quarters, seconds and numbers in words."""
    assert parse_claim(text) == Claim(minutes)


@pytest.mark.parametrize(
    ("text", "set_aside"),
    [
        ("24小时在线，一刻钟到场", "24小时在线"),
        ("全年365天24小时值守，15分钟到达现场", "24小时值守"),
        ("7*24小时服务，15分钟内到达", "7*24小时"),
        ("open 24/7, on site in 15 minutes", "24/7"),
        ("round-the-clock service, 15 minutes to the door", "round-the-clock"),
        ("5分钟响应，15分钟到场", "5分钟"),
        ("电话2分钟接听，15分钟上门", "2分钟"),
        ("15分钟到场，2小时修复", "2小时"),
        ("we answer in 2 minutes and arrive in 15 minutes", "2 minutes"),
        ("on site in 15 minutes, fixed within 4 hours", "4 hours"),
        ("15分钟，覆盖161个小区", "161个小区"),
        ("8:00-20:00服务，15分钟到场", "8:00-20:00"),
        ("人均10平方米，15分钟到场", "10平方米"),
        ("15分钟到场，其中城区50平方公里", "50平方公里"),
    ],
)
def test_what_is_no_part_of_the_promise_is_set_aside(text: str, set_aside: str) -> None:
    """An open line, minutes to answer or repair, counts: named in the reading, not audited."""
    claim = parse_claim(text)
    assert claim == Claim(15)
    assert set_aside in "; ".join(claim.set_aside)
    assert any(part == "set_aside" for part, _ in claim.reading())


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("15分钟，九成", 0.9),
        ("15分钟，九成五的把握", 0.95),
        ("八成半，15分钟", 0.85),
        ("15分钟，百分之九十五", 0.95),
        ("15分钟，达标率90％", 0.9),
        ("15分钟到场率达到九十%", 0.9),
        ("15分钟到达率不低于90%", 0.9),
        ("15分钟，不低于九成五", 0.95),
        ("15分钟到场率不少于百分之九十", 0.9),
        ("15 minutes, no less than 90 %", 0.9),
        ("15 minutes, not below 90 %", 0.9),
        ("15分钟到达，90分位", 0.9),
        ("P90 15分钟", 0.9),
        ("15分钟，十分之九的工单", 0.9),
        ("nine in ten calls within 15 minutes", 0.9),
        ("15 minutes, 9 times out of 10", 0.9),
        ("15 minutes, ninety-five per cent of the time", 0.95),
        ("15 minutes at the 90th percentile", 0.9),
        ("median response 15 minutes", 0.5),
    ],
)
def test_chances(text: str, share: float) -> None:
    """Tenths, hundredths and fractions of responses are the chance to be on time."""
    assert parse_claim(text) == Claim(15, None, share)


@pytest.mark.parametrize(
    ("text", "share", "share_of"),
    [
        ("80%的住户15分钟内到达", 0.8, "households"),
        ("15分钟覆盖九成住户", 0.9, "households"),
        ("住户覆盖率达80%，15分钟", 0.8, "households"),
        ("90%的小区住户，15分钟", 0.9, "households"),
        ("90% of households within 15 minutes", 0.9, "households"),
        ("three quarters of all homes in 15 min", 0.75, "households"),
        ("15分钟一半住户", 0.5, "households"),
        ("小区覆盖率95%，15分钟到达", 0.95, "estates"),
        ("九成以上的小区，15分钟", 0.9, "estates"),
        ("80 percent of estates in 15 minutes", 0.8, "estates"),
        ("八成五的居民，15分钟", 0.85, "residents"),
        ("95% of our residents live within 15 minutes of a station", 0.95, "residents"),
        ("15分钟，覆盖辖区90%面积", 0.9, "area"),
        ("90% of the area within 15 minutes", 0.9, "area"),
    ],
)
def test_shares_of_somebody(text: str, share: float, share_of: str) -> None:
    """A share of households, estates, residents or area is no chance to be on time."""
    assert parse_claim(text) == Claim(15, share=share, share_of=share_of)


@pytest.mark.parametrize(
    "text",
    [
        "平均15分钟",
        "平均响应时间15分钟",
        "到场时间平均为15分钟",
        "15分钟（平均）",
        "on average 15 minutes",
        "average response time of 15 minutes",
    ],
)
def test_means(text: str) -> None:
    """A mean is no promise for every call."""
    assert parse_claim(text) == Claim(15, is_mean=True)


@pytest.mark.parametrize(
    ("text", "km2"),
    [
        ("15分钟，10800公顷", 108),
        ("15 minutes, 10,800 hectares", 108),
        ("15分钟，1万公顷", 100),
        ("15分钟，16.2万亩", 108),
        ("15 minutes, 1,200 acres", 4.8562277),
        ("15 min, 40 square miles", 103.5995524),
        ("15分钟，一百零八平方公里", 108),
        ("东区54平方公里、西区54平方公里，15分钟", 108),
        ("15分钟，城区50平方公里和郊区5800公顷", 108),
        ("15分钟，108平方公里（10800公顷）", 108),
        ("15分钟，108平方公里，其中城区50平方公里", 108),
    ],
)
def test_areas(text: str, km2: float) -> None:
    """Areas of any unit add up; one said twice, or as part of another, counts once."""
    claim = parse_claim(text)
    assert claim.minutes == 15
    assert claim.area_km2 == pytest.approx(km2)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "claim_minutes"),
        ("108 km2", "claim_minutes"),
        ("fast", "claim_minutes"),
        ("24小时服务", "claim_minutes"),
        ("15 min or 20 min", "claim_span"),
        ("10-15分钟", "claim_span"),
        ("10至15分钟", "claim_span"),
        ("十到十五分钟", "claim_span"),
        ("10分钟～15分钟", "claim_span"),
        ("10 to 15 minutes", "claim_span"),
        ("between 10 and 15 minutes", "claim_span"),
        ("ten to fifteen minutes", "claim_span"),
        ("fifteen or twenty minutes", "claim_span"),
        ("between ten and twenty-five minutes", "claim_span"),
        ("twenty-five to thirty minutes", "claim_span"),
        ("one to two hours", "claim_span"),
        ("15分钟，20分钟", "claim_twice"),
        ("15分钟以上", "claim_bound"),
        ("至少15分钟", "claim_bound"),
        ("more than 15 minutes", "claim_bound"),
        ("最快15分钟到场", "claim_bound"),
        ("最短15分钟", "claim_bound"),
        ("最快只要15分钟", "claim_bound"),
        ("逾15分钟", "claim_bound"),
        ("from 15 minutes", "claim_bound"),
        ("no sooner than 15 minutes", "claim_bound"),
        ("15 minutes, less than 90 %", "claim_bound"),
        ("15分钟，低于90%", "claim_bound"),
        ("不到80%的住户，15分钟", "claim_bound"),
        ("15分钟覆盖率90%", "claim_share_of"),
        ("90% coverage in 15 minutes", "claim_share_of"),
        ("2小时修复", "claim_other"),
        ("15分钟车程", "claim_other"),
        ("驾车15分钟可达", "claim_other"),
        ("a 15-minute drive", "claim_other"),
        ("步行15分钟", "claim_other"),
        ("三五分钟到场", "claim_minutes"),
        ("1/2小时到场", "claim_unread"),
        ("≥15分钟", "claim_bound"),
        ("calls answered within 2 minutes", "claim_other"),
        ("平均15分钟，九成达标", "claim_mean"),
        ("15分钟，覆盖100-120平方公里", "claim_unread"),
        ("0 min", "claim_figure"),
        ("15 min, 0 km2", "claim_figure"),
        ("120 % in 15 min", "claim_figure"),
    ],
)
def test_asks_back(text: str, key: str) -> None:
    """What may mean two things, or cannot be, is a question with the words it is about."""
    with pytest.raises(CoverageError) as refusal:
        parse_claim(text)
    assert refusal.value.key == f"coverage.{key}"
    for language in ("zh", "en"):
        assert text in refusal.value.sentence(language)


def test_the_reading_is_said_and_each_part_can_be_denied() -> None:
    """Every part has a sentence in both languages; denied, it is gone."""
    claim = parse_claim("24小时热线，15分钟到场，108平方公里，90%的住户，95%的把握")
    parts = [part for part, _ in claim.reading()]
    assert parts == ["minutes", "area", "percentile", "share", "set_aside"]
    for language, words in (("zh", "108 平方公里"), ("en", "108 km²")):
        assert any(words in notice.sentence(language) for _, notice in claim.reading())
    assert claim.parts == ("area", "percentile", "share")
    assert claim.without(claim.parts) == Claim(15)
    assert parse_claim("平均15分钟").without(["mean"]) == Claim(15)
    with pytest.raises(CoverageError):
        claim.without(["minutes"])


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_breaks_the_reader(before: str, after: str) -> None:
    """Any text around a promise gives a claim or a question, never another error."""
    for text in (before, f"{before}15分钟{after}", f"{before} 90% {after} in 15 min"):
        with suppress(CoverageError):
            assert parse_claim(text).minutes > 0
