"""A province: districts side by side, kept by their hash, one failure stopping nothing."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.dataset as dataset
import pytest

from geo.cluster import DistrictTask, find_districts, on_dask, on_this_machine, plan_province
from geo.cluster.province import Progress, _left_s
from geo.errors import WorkspaceError
from geo.report import ProvinceRow
from tests.ui.conftest import free_port

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).parents[2]


def province(folder: Path, toy: Path, *, count: int = 3) -> Path:
    """Return a folder of small districts, each with a promise of its own."""
    for number in range(count):
        copy = folder / f"镇{number}"
        shutil.copytree(toy, copy)
        toml = copy / "workspace.toml"
        text = toml.read_text("utf-8").replace("minutes = 9.0", f"minutes = {8.0 + number}")
        toml.write_text(text, "utf-8")
    return folder


def digest(out: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a province."""
    return {
        str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def planned(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a folder of districts and the digest of their province, planned by one process."""
    folder = tmp_path_factory.mktemp("province")
    districts = province(folder / "in", toy)
    made = plan_province(
        districts,
        folder / "out",
        run=lambda tasks: on_this_machine(tasks, workers=1),
        language="zh",
    )
    assert {row.status for row in made.rows} == {"planned"}
    return districts, digest(folder / "out")


def test_two_processes_write_the_same_bytes(
    planned: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    """Districts done before are kept; a changed one alone is planned anew; totals add up."""
    districts, one = shutil.copytree(planned[0], tmp_path / "in"), tmp_path / "out"
    plan_province(
        districts, one, run=lambda tasks: on_this_machine(tasks, workers=2), language="zh"
    )
    assert digest(one) == planned[1]

    toml = districts / "镇1" / "workspace.toml"
    toml.write_text(toml.read_text("utf-8").replace("minutes = 9.0", "minutes = 12.0"), "utf-8")
    again = plan_province(districts, one, run=on_this_machine, language="zh")
    assert {row.district: row.status for row in again.rows} == {
        "镇0": "kept",
        "镇1": "planned",
        "镇2": "kept",
    }
    shares = [row.share_households for row in again.rows]
    assert shares == sorted(shares, key=lambda share: share or 0.0)
    record = json.loads((one / "province.json").read_text("utf-8"))
    parts = [
        json.loads((one / "districts" / f"镇{n}" / "plan.json").read_text("utf-8"))
        for n in range(3)
    ]
    assert record["households_covered"] == sum(
        part["coverage"]["households_covered"] for part in parts
    )
    table = pd.read_csv(one / "province.csv", encoding="utf-8-sig")
    assert table["households"].sum() == record["households"]
    everybody = dataset.dataset(one / "estates", partitioning="hive").to_table()
    assert everybody.num_rows == record["estates"]
    assert gpd.read_parquet(one / "estates" / "district=镇0" / "estates.parquet").crs == 4326


def test_a_district_that_fails_stops_nothing(toy: Path, tmp_path: Path) -> None:
    """It is named with its reason, and comes first; the others are written."""
    districts = province(tmp_path / "in", toy, count=2)
    (districts / "镇0" / "roads.npz").unlink()
    made = plan_province(districts, tmp_path / "out", run=on_this_machine, language="en")
    assert [(row.district, row.status) for row in made.rows] == [
        ("镇0", "failed"),
        ("镇1", "planned"),
    ]
    page = (tmp_path / "out" / "province.html").read_text("utf-8")
    assert "roads.npz" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_the_command_says_so_too(toy: Path, tmp_path: Path) -> None:
    """Exit code 1 with the names, nothing of a traceback; a folder without districts is refused."""
    districts = province(tmp_path / "in", toy, count=1)
    (districts / "镇0" / "roads.npz").unlink()
    words = [sys.executable, "-m", "geo", "--lang", "en", "province"]
    done = subprocess.run(
        [*words, str(districts), "--out", str(tmp_path / "out")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "镇0" in done.stderr
    assert "Traceback" not in done.stderr
    empty = subprocess.run(
        [*words, str(tmp_path / "none"), "--out", str(tmp_path / "o")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert empty.returncode == 1
    assert not (tmp_path / "o").exists()


def test_a_lost_process_loses_nothing(planned: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """A worker killed while it works: its district is begun anew, the bytes stay the same."""
    districts, whole = planned
    out = tmp_path / "out"
    command = [sys.executable, "-c", _KILLED, str(districts), str(out)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "killed\n"
    assert digest(out) == whole
    left = [path.name for path in (out / "districts").iterdir() if path.name.startswith(".")]
    assert len(left) <= 1


_KILLED = """
import os, signal, sys, threading, time, multiprocessing
from pathlib import Path
from geo.cluster import on_this_machine, plan_province
def kill():
    while not (Path(sys.argv[2]) / "districts").is_dir():  # until a district is under way
        time.sleep(0.01)
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
    print("killed", flush=True)
if __name__ == "__main__":
    threading.Thread(target=kill, daemon=True).start()
    made = plan_province(Path(sys.argv[1]), Path(sys.argv[2]), run=on_this_machine, language="zh")
    assert not made.failed, made.failed
"""


def test_where_the_province_may_be_written(toy: Path, tmp_path: Path) -> None:
    """Not inside a workspace, and not over files of others."""
    districts = province(tmp_path / "in", toy, count=1)
    with pytest.raises(WorkspaceError):
        find_districts(districts, districts / "镇0" / "out", language="zh")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("dear")
    with pytest.raises(WorkspaceError, match=r"letter\.txt"):
        plan_province(districts, foreign, run=on_this_machine, language="zh")


# ---------------------------------------------------------------- Dask


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return what starts a program; all are ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str, before: Sequence[str] = ()) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*before, sys.executable, "-m", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:  # a worker without its scheduler would wait for it
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    for process in running:
        process.wait(30)


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def scheduler(started: Start) -> str:
    """Return the address of a scheduler that was started by its command."""
    pytest.importorskip("distributed")
    port = free_port()
    started(
        "distributed.cli.dask_scheduler",
        *("--host", "127.0.0.1", "--port", str(port), "--no-dashboard"),
    )
    return f"tcp://127.0.0.1:{port}"


def worker_words(scheduler: str) -> tuple[str, ...]:
    """Return the words after which a worker runs until it is killed."""
    words = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--host", "127.0.0.1")
    return ("distributed.cli.dask_worker", scheduler, *words)


def wait_for(scheduler: str, workers: int) -> None:
    """Wait until the scheduler knows so many workers."""
    from distributed import Client

    with Client(scheduler, timeout=60, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(workers, timeout=60)


def test_workers_killed_at_three_moments(
    planned: tuple[Path, dict[str, str]], tmp_path: Path, scheduler: str, started: Start
) -> None:
    """A worker is killed three times at random and another takes its place: the same bytes."""
    districts, alone = planned
    crew = [started(*worker_words(scheduler)) for _ in range(2)]
    wait_for(scheduler, 2)
    moments = random.Random(17)
    over = threading.Event()

    def kill() -> None:
        for _ in range(3):
            if over.wait(moments.uniform(0.3, 3.0)):
                return
            victim = crew.pop(moments.randrange(len(crew)))
            os.killpg(victim.pid, signal.SIGKILL)
            crew.append(started(*worker_words(scheduler)))

    killing = threading.Thread(target=kill)
    killing.start()
    out = tmp_path / "out"
    try:
        made = plan_province(
            districts, out, run=lambda tasks: on_dask(tasks, scheduler=scheduler), language="zh"
        )
    finally:
        over.set()
        killing.join()
    assert not made.failed, made.failed
    assert digest(out) == alone


def test_a_full_disk_on_one_worker(
    planned: tuple[Path, dict[str, str]], tmp_path: Path, scheduler: str, started: Start
) -> None:
    """A worker that cannot write gives its districts to another, which writes the same bytes.

    Where it is the only one, its districts are named with the reason, and nothing is half there.
    """
    districts, alone = tmp_path / "in", planned[1]
    shutil.copytree(planned[0] / "镇0", districts / "镇0")
    started(*worker_words(scheduler), before=("prlimit", "--fsize=100000"))
    wait_for(scheduler, 1)

    def run(tasks: Sequence[DistrictTask]) -> Iterator[ProvinceRow]:
        return on_dask(tasks, scheduler=scheduler)

    lost = plan_province(districts, tmp_path / "lost", run=run, language="en")
    assert "File too large" in lost.failed[0].message
    assert not list((tmp_path / "lost" / "districts").iterdir())
    shutil.copytree(planned[0] / "镇1", districts / "镇1")
    started(*worker_words(scheduler))
    wait_for(scheduler, 2)
    made = plan_province(districts, tmp_path / "out", run=run, language="zh")
    assert not made.failed, made.failed
    packs = {name: one for name, one in digest(tmp_path / "out").items() if "district" in name}
    assert packs.items() <= alone.items()
    assert len(packs) > 2


def test_a_worker_of_another_version(
    planned: tuple[Path, dict[str, str]], tmp_path: Path, scheduler: str, started: Start
) -> None:
    """It is named with both versions, and nothing is written."""
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "sitecustomize.py").write_text('import geo\ngeo.__version__ = "0.0.1"\n')
    path = os.pathsep.join([str(tmp_path / "older"), os.environ.get("PYTHONPATH", ""), str(_ROOT)])
    started(*worker_words(scheduler), before=("env", f"PYTHONPATH={path}"))
    wait_for(scheduler, 1)
    with pytest.raises(WorkspaceError, match=r"0\.0\.1"):
        plan_province(
            planned[0],
            tmp_path / "out",
            run=lambda tasks: on_dask(tasks, scheduler=scheduler),
            language="zh",
        )
    assert not (tmp_path / "out").exists()


def test_a_scheduler_that_is_not_there(toy: Path, tmp_path: Path) -> None:
    """One message with the address; nothing is written."""
    pytest.importorskip("distributed")
    districts = province(tmp_path / "in", toy, count=1)
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with pytest.raises(WorkspaceError, match=str(port)):
        plan_province(
            districts,
            tmp_path / "out",
            run=lambda tasks: on_dask(tasks, scheduler=address),
            language="zh",
        )
    assert not (tmp_path / "out").exists()


def test_the_largest_district_is_begun_first(toy: Path, tmp_path: Path) -> None:
    """By the size of its files, so that what is left at the end is small."""
    districts = province(tmp_path / "in", toy)
    (districts / "镇1" / "notes.txt").write_text("x" * 100_000, "utf-8")
    begun: list[str] = []

    def run(tasks: Sequence[DistrictTask]) -> Iterator[ProvinceRow]:
        begun.extend(task.name for task in tasks)
        yield from (ProvinceRow.failed(task.name, "") for task in tasks)

    told: list[Progress] = []
    plan_province(districts, tmp_path / "out", run=run, language="zh", on_progress=told.append)
    assert begun[0] == "镇1"
    assert sorted(begun) == ["镇0", "镇1", "镇2"]
    assert [one.done for one in told] == [1, 2, 3]
    assert told[-1].left_s == 0


@pytest.mark.parametrize(
    ("done", "left_s"),
    [
        ({"a": "planned"}, 30.0),
        ({"a": "planned", "b": "kept"}, 10.0),
        # Districts that were kept say little, and nothing else is known.
        ({"b": "kept"}, 10.0),
        ({"a": "planned", "b": "planned", "c": "failed"}, 0.0),
    ],
)
def test_the_time_left_goes_by_size(done: dict[str, str], left_s: float) -> None:
    """At the pace of what had to be calculated; ten seconds have passed."""
    size_of = {"a": 100, "b": 200, "c": 100}
    rows = [replace(ProvinceRow.failed(name, ""), status=one) for name, one in done.items()]
    assert _left_s(rows, size_of, 10.0) == left_s
