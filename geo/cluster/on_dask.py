"""Districts on the workers of a Dask cluster, which share one file system."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from geo import __version__
from geo.cluster.task import MOST_ATTEMPTS, DistrictTask, Outcome, lost_row, version, work_on
from geo.errors import WorkspaceError
from geo.report import ProvinceRow

__all__ = ["on_dask"]

_CONNECT_S: Final = 10


def on_dask(tasks: Sequence[DistrictTask], *, scheduler: str) -> Iterator[ProvinceRow]:
    """Plan districts on a cluster; yield each as it is done.

    What a lost worker had written is found by its run hash, so that only what was under way is
    calculated again.

    Parameters
    ----------
    tasks : sequence of DistrictTask
    scheduler : str
        Address such as ``tcp://10.0.0.5:8786``.

    Yields
    ------
    ProvinceRow

    Raises
    ------
    WorkspaceError
        When Dask is not installed, nobody answers at the address, there are no workers, or one
        of them runs another version of the product.
    """
    client = _connected(scheduler)
    from distributed import as_completed

    submitted: list[Any] = []

    def fit_workers(away_from: Collection[str]) -> list[str]:
        return [one for one in client.scheduler_info()["workers"] if one not in away_from]

    def submit(task: DistrictTask, attempt: int, away_from: Collection[str]) -> Any:
        """Send a district to the workers, those left out that can keep nothing."""
        future = client.submit(
            _work_in_worker,
            task,
            __version__,
            key=f"district-{task.name}-{attempt}",
            retries=MOST_ATTEMPTS,
            workers=fit_workers(away_from) if away_from else None,
        )
        submitted.append(future)
        return future

    try:
        _refuse_other_versions(client, scheduler)
        full: set[str] = set()
        waiting = {submit(task, 1, full): (task, 1) for task in tasks}
        done = as_completed(list(waiting), loop=client.loop)  # type: ignore[no-untyped-call]
        for one in done:
            task, attempt = waiting.pop(one)
            if one.status != "finished":
                yield lost_row(task)
                continue
            outcome, worker = one.result()
            if outcome.goes_elsewhere:
                full.add(worker)
            if outcome.goes_elsewhere and attempt < MOST_ATTEMPTS and fit_workers(full):
                again = submit(task, attempt + 1, full)
                waiting[again] = (task, attempt + 1)
                done.add(again)  # type: ignore[no-untyped-call]
                continue
            yield outcome.row
    finally:
        client.cancel(submitted)  # what is under way ends; what is on disk stays
        client.close()


def _work_in_worker(task: DistrictTask, wanted: str) -> tuple[Outcome, str]:
    """Plan a district in a worker of Dask; say which worker it was.

    A worker that joined after the beginning may run another version: it plans nothing.
    """
    from distributed import get_worker

    address = str(get_worker().address)
    if version() != wanted:
        error = WorkspaceError(
            "cluster.other_version", worker=address, found=version(), wanted=wanted
        )
        row = ProvinceRow.failed(task.name, error.sentence(task.language))
        return Outcome(row, goes_elsewhere=True), address
    return work_on(task), address


def _connected(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise WorkspaceError("cluster.no_dask") from error
    try:
        return Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=_CONNECT_S, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise WorkspaceError("cluster.no_scheduler", address=scheduler) from error


def _refuse_other_versions(client: Any, scheduler: str) -> None:
    """Refuse a cluster with workers of another version; one that is lost meanwhile has none."""
    versions = client.run(version, on_error="return")
    if not versions:
        raise WorkspaceError("cluster.no_workers", address=scheduler)
    for worker, found in versions.items():
        if isinstance(found, OSError):
            continue
        if isinstance(found, Exception):
            raise WorkspaceError("cluster.worker_without", address=scheduler) from found
        if found != __version__:
            raise WorkspaceError(
                "cluster.other_version", worker=worker, found=found, wanted=__version__
            )
