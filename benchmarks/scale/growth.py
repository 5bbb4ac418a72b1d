"""How CPU seconds grow with the estates: gathered from runs, fitted and drawn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

__all__ = ["FITTED_FROM", "Run", "draw", "exponent", "gathered"]

FITTED_FROM = 1_000


@dataclass(frozen=True)
class Run:
    """One stage at one size.

    Attributes
    ----------
    estates : int
    cpu_s, peak_mb : float
    digest : str
        Of the answer.
    """

    estates: int
    cpu_s: float
    peak_mb: float
    digest: str


def exponent(runs: Sequence[Run]) -> float:
    """Return by which power of the estates the CPU seconds grow; nan for fewer than two sizes.

    Parameters
    ----------
    runs : sequence of Run
    """
    large = [one for one in runs if one.estates >= FITTED_FROM]
    if len(large) < 2:
        return float("nan")
    estates, cpu_s = (
        np.log([getattr(one, name) for one in large]) for name in ("estates", "cpu_s")
    )
    return float(np.polyfit(estates, cpu_s, 1)[0])


def gathered(
    path: Path, further: Mapping[str, Sequence[Run]] | None = None
) -> dict[str, list[Run]]:
    """Return the runs of each stage that a file holds, and put further ones into it.

    Parameters
    ----------
    path : Path
        Written where there are further runs.
    further : mapping of str to sequence of Run, optional
        They replace runs of the same stage and size.
    """
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    runs = {
        stage: {one["estates"]: Run(**one) for one in listed} for stage, listed in known.items()
    }
    for stage, some in (further or {}).items():
        runs.setdefault(stage, {}).update({one.estates: one for one in some})
    found = {stage: [some[size] for size in sorted(some)] for stage, some in runs.items()}
    if further:
        listed = {stage: [asdict(one) for one in some] for stage, some in found.items()}
        path.write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    return found


def draw(runs: Mapping[str, Sequence[Run]], path: Path) -> None:
    """Draw CPU seconds over estates, both by their logarithms, with the fitted powers.

    Parameters
    ----------
    runs : mapping of str to sequence of Run
        By stage.
    path : Path
        An SVG; equal runs give equal bytes. Needs the extra ``plot``.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "growth", "svg.fonttype": "path"}):
        figure = Figure(figsize=(7.2, 4.6), layout="constrained")
        axes = figure.subplots()
        for stage, some in runs.items():
            estates, cpu_s = zip(*((one.estates, one.cpu_s) for one in some), strict=True)
            label = f"{stage.replace('_', ' ')}: {exponent(some):.2f}"
            axes.loglog(estates, cpu_s, marker="o", markersize=4, label=label)
        first, last = (
            pick(one.estates for some in runs.values() for one in some) for pick in (min, max)
        )
        axes.loglog([first, last], [1.0, last / first], ":", color="grey", label="in proportion: 1")
        axes.set_xlabel("estates")
        axes.set_ylabel("CPU seconds of the stage")
        axes.grid(alpha=0.3, which="both")
        axes.legend(title="power fitted from 1,000 estates", fontsize=8, title_fontsize=8)
        figure.savefig(path, format="svg", metadata={"Date": None})
