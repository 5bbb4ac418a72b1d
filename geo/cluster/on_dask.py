"""Districts on the workers of a Dask cluster, which share one file system."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from geo import __version__
from geo.cluster.task import MOST_ATTEMPTS, DistrictTask, lost_row, plan_district, version
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

    try:
        _refuse_other_versions(client, scheduler)
        waiting = {
            client.submit(
                plan_district, task, key=f"district-{task.name}", retries=MOST_ATTEMPTS
            ): task
            for task in tasks
        }
        done = as_completed(list(waiting), loop=client.loop)  # type: ignore[no-untyped-call]
        for one in done:
            yield one.result() if one.status == "finished" else lost_row(waiting[one])
    finally:
        client.close()


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
    try:
        versions = client.run(version)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise WorkspaceError("cluster.worker_without", address=scheduler) from error
    if not versions:
        raise WorkspaceError("cluster.no_workers", address=scheduler)
    for worker, found in versions.items():
        if found != __version__:
            raise WorkspaceError(
                "cluster.other_version", worker=worker, found=found, wanted=__version__
            )
