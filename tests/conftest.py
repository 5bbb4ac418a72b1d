"""What every test may use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("repeatable")

CHROMIUM = Path("/usr/bin/chromium")

_SPARED_FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "PaintHolding"),
    *("DestroyProfileOnBrowserClose", "MediaRouter", "OptimizationHints", "LensOverlay"),
)
"""Pages of the browser's own that every new window would open, and what the driver leaves out."""
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the top folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def toy(repository: Path) -> Path:
    """Return the workspace folder of the toy district."""
    return repository / "data" / "toy"


@pytest.fixture(scope="session")
def hanyang(repository: Path) -> Path:
    """Return the workspace folder of Hanyang."""
    return repository / "data" / "hanyang"


@pytest.fixture(scope="session")
def shared_data(repository: Path) -> Path:
    """Return the folder of third-party test data beside the repository, or skip."""
    folder = repository.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the third-party test data are not beside this checkout")
    return folder


@pytest.fixture
def town(tmp_path: Path, toy: Path) -> Path:
    """Return a copy of the toy town that a test may spoil."""
    folder = tmp_path / "town"
    folder.mkdir()
    for path in toy.iterdir():
        if path.suffix in {".csv", ".toml", ".npz", ".geojson"}:
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return the one headless Chromium of a test process, or skip.

    There is one for all rooms: a second driver cannot be started in the same process.
    """
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--disable-features={','.join(_SPARED_FEATURES)}",
            ],
        )
        yield browser
        browser.close()


SLOW = (
    "tests/ui/",
    "tests/cli/test_rosters.py",
    "tests/coverage/test_hypercube.py",
    "tests/data/",
    "tests/delivery/",
    "tests/report/test_browser.py",
    "tests/report/test_hour_sheets.py",
    "tests/roads/test_doors.py",
    "tests/scenarios/test_store.py",
    "tests/siting/",
    "tests/solver/",
    "tests/tables/test_dirty_lists.py",
    "tests/tables/test_round_trip.py",
    "tests/geocode/",
    "tests/test_examples.py",
    "tests/test_locales.py",
    "tests/test_third_language.py",
    "tests/travel/",
    "tests/workspace/",
    "tests/zoning/",
)
"""What ``make test-fast`` leaves out: real browsers, whole districts, proofs by enumeration."""

LONG_FILES = (
    "tests/ui/",
    "tests/cluster/",
    "tests/test_examples.py",
    "tests/test_same_bytes.py",
    "tests/workspace/",
)
"""Where files stand that take more than half a minute."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that take long by where they stand, and put the longest files first.

    A file is one piece of work for one process: a long one that is begun last is waited for.
    """
    for item in items:
        if _stands_under(item, config, SLOW):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: not _stands_under(item, config, LONG_FILES))


def _stands_under(item: pytest.Item, config: pytest.Config, places: tuple[str, ...]) -> bool:
    return item.path.relative_to(config.rootpath).as_posix().startswith(places)
