"""What every test may use."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("repeatable")

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
