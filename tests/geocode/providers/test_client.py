"""A provider that hangs, refuses, limits or talks nonsense: one clear sentence, no key."""

import io
import json
import logging
import time
import traceback
from pathlib import Path

import pytest

from geo.errors import GeocodeError, SourceError
from geo.geocode.providers import (
    PROVIDERS,
    AnswerCache,
    Client,
    ProviderPlace,
    ProviderStoppedError,
    Question,
    TokenBucket,
    clients_from_environment,
    http_get,
)
from tests.geocode.providers.conftest import KEY, Stub
from tests.geocode.providers.test_formats import PATHS, SEARCHES

WANTED = Question("钟家村小区", "武汉")
AMAP_PATH, AMAP_ANSWER = SEARCHES["amap"]


def _error(client: Client) -> SourceError:
    """Return what a client raises, after making sure that it holds the key nowhere."""
    ask = client.search if client.provider.search else client.geocode
    with pytest.raises(SourceError) as caught:
        ask(WANTED)
    shown = io.StringIO()
    traceback.print_exception(caught.value, file=shown)
    error: BaseException | None = caught.value
    while error is not None:
        assert KEY not in repr(error)
        assert KEY not in str(error)
        error = error.__context__
    assert KEY not in shown.getvalue()
    assert KEY not in repr(client)
    assert KEY not in caught.value.sentence("zh")
    return caught.value


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        *(
            ("amap", {"status": "0", "info": f"INVALID_USER_KEY {KEY}", "infocode": code})
            for code in ("10001", "10003", "10007", "10009", "10044")
        ),
        *(
            ("baidu", {"status": code, "message": f"APP不存在，AK={KEY}"})
            for code in (4, 5, 200, 210, 211, 240, 302)
        ),
        ("tianditu", {"code": 301001, "msg": f"非法Key {KEY}", "resolve": ""}),
        ("tencent", {"status": 190, "message": f"无效的KEY {KEY}"}),
        ("tencent", {"status": 121, "message": "此key每日调用量已达到上限"}),
        ("tianditu", (403, {"code": 301001, "msg": KEY})),
        ("nominatim", (403, KEY.encode())),
    ],
)
def test_bad_keys_and_daily_limits_stop_at_once(stub: Stub, name: str, answer: object) -> None:
    """They are asked once, never again, and the provider's words are not passed on."""
    stub.answers[PATHS[name]] = [answer]
    error = _error(stub.client(PROVIDERS[name]))
    assert isinstance(error, ProviderStoppedError)
    assert len(stub.asked) == 1
    assert name in str(error)


@pytest.mark.parametrize(
    ("name", "busy"),
    [
        ("amap", {"status": "0", "info": "ACCESS_TOO_FREQUENT", "infocode": "10004"}),
        ("baidu", {"status": 401, "message": "当前并发量已经超过约定并发配额"}),
        ("tencent", {"status": 120, "message": "此key每秒请求量已达到上限"}),
        ("nominatim", (429, b"Too Many Requests")),
    ],
)
def test_rate_errors_are_tried_again_more_and_more_slowly(
    stub: Stub, name: str, busy: object
) -> None:
    """Two refusals for haste cost two waits; four of them are told."""
    path, answer = SEARCHES[name]
    stub.answers[path] = [busy, busy, answer]
    assert len(stub.client(PROVIDERS[name]).search(WANTED)) == 1
    assert stub.waits == [1.0, 2.0]
    stub.answers[path] = [busy]
    assert "too busy" in str(_error(stub.client(PROVIDERS[name])))
    assert len(stub.asked) == 7


@pytest.mark.parametrize(
    "answer",
    [
        b"<!DOCTYPE html><title>Login</title> " + KEY.encode(),
        b"",
        b"\xff\xfe\x00garbage",
        b"[" * 100_000,
        b'"' + KEY.encode() + b'"',
        (500, b"<html>oops"),
        (302, b""),
        {"status": "0", "info": KEY, "infocode": KEY},
        {"status": "0", "infocode": "30001", "info": "ENGINE_RESPONSE_DATA_ERROR"},
        {},
    ],
)
def test_nonsense_is_told_and_not_tried_again(stub: Stub, answer: object) -> None:
    """HTML, nothing, endless nesting, redirects and unknown codes: one question, one sentence."""
    stub.answers[AMAP_PATH] = [answer]
    error = _error(stub.client(PROVIDERS["amap"]))
    assert not isinstance(error, ProviderStoppedError)
    assert len(stub.asked) == 1


def test_a_provider_that_hangs_is_left_in_time(stub: Stub) -> None:
    """No answer within the limit: told after the limit, not after the provider's patience."""
    stub.answers[AMAP_PATH] = [AMAP_ANSWER]
    stub.delay_s = 1.5
    began = time.monotonic()
    error = _error(stub.client(PROVIDERS["amap"], timeout_s=0.2))
    assert time.monotonic() - began < 1.4
    assert "0.2 s" in str(error)


def test_a_server_that_is_not_there_is_told(stub: Stub) -> None:
    """A refused connection is the same sentence as no answer."""
    stub.url = "http://127.0.0.1:9"
    assert "no answer" in str(_error(stub.client(PROVIDERS["amap"])))


def test_an_answer_without_end_is_cut(stub: Stub) -> None:
    """More than 2 MB is no answer."""
    stub.answers["/big"] = [b" " * 3_000_000]
    with pytest.raises(OSError, match="connection failed"):
        http_get(f"{stub.url}/big", {"key": KEY}, 5.0)


def test_other_schemes_are_refused() -> None:
    """A file is no provider."""
    with pytest.raises(OSError, match="connection failed"):
        http_get("file:///etc/hostname", {}, 1.0)


def test_no_key_in_any_log(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at its most talkative, no line holds the key."""
    caplog.set_level(logging.DEBUG)
    stub.answers[AMAP_PATH] = [AMAP_ANSWER, {"status": "0", "infocode": "10001", "info": KEY}]
    client = stub.client(PROVIDERS["amap"])
    client.search(WANTED)
    with pytest.raises(ProviderStoppedError):
        client.search(Question("龙灯里小区"))
    assert KEY not in caplog.text


def test_a_key_said_back_in_a_name_is_blacked_out(stub: Stub) -> None:
    """What a place is called goes into files; the key does not."""
    poi = {**AMAP_ANSWER["pois"][0], "name": f"钟家村{KEY}"}
    stub.answers[AMAP_PATH] = [{**AMAP_ANSWER, "pois": [poi]}]
    (place,) = stub.client(PROVIDERS["amap"]).search(WANTED)
    assert place.name == "钟家村***"


def test_the_same_question_is_asked_once(stub: Stub, tmp_path: Path) -> None:
    """Spelling variants share an answer; only a provider that allows it is kept on disk."""
    path = tmp_path / "cache" / "answers.jsonl"
    for name in ("amap", "nominatim"):
        stub.answers[SEARCHES[name][0]] = [SEARCHES[name][1]]
    cache = AnswerCache(path)
    for name in ("amap", "nominatim"):
        client = stub.client(PROVIDERS[name], cache=cache)
        assert client.search(WANTED) == client.search(Question(" 钟家村 小區", "武汉"))
    assert len(stub.asked) == 2
    text = path.read_text(encoding="utf-8")
    assert "nominatim" in text
    assert "amap" not in text
    assert KEY not in text
    path.write_text(text + '{"key": ["half', encoding="utf-8")
    again = AnswerCache(path)
    assert len(stub.client(PROVIDERS["nominatim"], cache=again).search(WANTED)) == 1
    assert len(stub.asked) == 2
    stub.client(PROVIDERS["amap"], cache=again).search(WANTED)
    assert len(stub.asked) == 3


def test_errors_are_not_kept(stub: Stub) -> None:
    """A question that failed is asked again."""
    stub.answers[AMAP_PATH] = [b"<html>", AMAP_ANSWER]
    client = stub.client(PROVIDERS["amap"])
    with pytest.raises(SourceError):
        client.search(WANTED)
    assert len(client.search(WANTED)) == 1


def test_token_bucket_holds_the_pace() -> None:
    """Ten questions at two a second with a reserve of two take four seconds."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    bucket = TokenBucket(2.0, reserve=2, clock=lambda: now[0], sleep=sleep)
    for _ in range(10):
        bucket.take()
    assert now[0] == pytest.approx(4.0)


def test_keys_come_from_the_environment_alone() -> None:
    """A missing key names its variable, an unknown provider the known ones."""
    clients = clients_from_environment(["amap", "nominatim"], {"REPAIR_CIRCLE_AMAP_KEY": KEY})
    assert [client.provider.name for client in clients] == ["amap", "nominatim"]
    assert KEY not in repr(vars(clients[0]))
    with pytest.raises(GeocodeError, match="REPAIR_CIRCLE_BAIDU_KEY"):
        clients_from_environment(["baidu"], {"REPAIR_CIRCLE_BAIDU_KEY": " "})
    with pytest.raises(GeocodeError, match="amap, baidu, tianditu, tencent, nominatim"):
        clients_from_environment(["google"], {})


@pytest.mark.parametrize(
    "change",
    [
        {"lon": 1e308},
        {"lat": "nan"},
        {"lat": None},
        {"gate": [0]},
        {"aliases": 3},
        {"provider": None, "lon": []},
    ],
)
def test_kept_answers_that_cannot_be_are_passed_over(
    tmp_path: Path, change: dict[str, object]
) -> None:
    """A damaged line of the cache is asked again; half a character in a name is kept in ASCII."""
    path = tmp_path / "answers.jsonl"
    nominatim = PROVIDERS["nominatim"]
    place = ProviderPlace(
        *("nominatim", "search", "钟家村\ud800", ("旧院",), "汉阳区", 114.2, 30.5),
        gate=(114.2, 30.5),
        datum="wgs84",
        precision="estate",
    )
    AnswerCache(path).put(nominatim, "search", WANTED, (place,))
    assert AnswerCache(path).get(nominatim, "search", WANTED) == (place,)
    record = json.loads(path.read_text(encoding="ascii"))
    record["places"][0].update(change)
    path.write_text(json.dumps(record) + "\n" + "[" * 20_000, encoding="ascii")
    assert AnswerCache(path).get(nominatim, "search", WANTED) is None
