"""The London Fire Brigade log: one month foretells the other, beside baselines and peers.

Peers from scikit-learn (in the bench extra by way of other packages): gradient boosting on absolute
error, a random forest and nearest neighbours, with place, station, distance and hour as features.
"""

from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.neighbors import KNeighborsRegressor

from geo.coverage import calibrate
from geo.coverage.calibration.dispatch_log import DispatchLog, read_dispatch_log

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

Reals = NDArray[np.float64]


def run() -> None:
    """Print the errors in minutes of both directions."""
    if not DATA.is_dir():
        print(f"the log is not at {DATA}: skipped")
        return
    calls, stations = read_log()
    january = calls["reported_at"].str.startswith("2017-01")
    for name, own in (("January to February", january), ("February to January", ~january)):
        learn, test = calls[own], calls[~own]
        start = perf_counter()
        answer = calibrate(learn, stations, test=test)
        seconds = perf_counter() - start
        print(f"{name}, {answer['test']['calls']:,} calls tested\n")
        print("| | mean absolute error, min | calibration error, 4–10 min | s |")
        print("|---|---|---|---|")
        for baseline, score in answer["baselines"].items():
            print(f"| {baseline} | {score['mae_min']:.3f} | {score['calibration_error']:.3f} | |")
        for peer, (error, peer_s) in peers(learn, test, stations).items():
            print(f"| {peer} | {error:.3f} | | {peer_s:.1f} |")
        ours = answer["test"]
        print(
            f"| **calibrate** | **{ours['mae_min']:.3f}** "
            f"| **{ours['calibration_error']:.3f}** | {seconds:.1f} |\n"
        )


def read_log() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return calls and stations under the names of ``calls`` and ``stations``."""
    table = pd.read_csv(DATA / "lfb_incidents_2017_jan_feb.csv.gz")
    calls = pd.DataFrame(
        {
            "reported_at": table["date"] + " " + table["hour"].astype(str) + ":00",
            "response_min": table["first_pump_s"] / 60,
            "station_id": table["first_pump_station"],
            "lon": table["lon"],
            "lat": table["lat"],
        }
    )
    stations = pd.read_csv(DATA / "lfb_stations_2021.csv").set_axis(
        ["station_id", "lat", "lon"], axis=1
    )
    return calls, stations


def peers(
    learn: pd.DataFrame, test: pd.DataFrame, stations: pd.DataFrame
) -> dict[str, tuple[float, float]]:
    """Return mean absolute error and seconds of every peer."""
    learned, tested = (read_dispatch_log(calls, stations) for calls in (learn, test))
    models = {
        "gradient boosting (scikit-learn)": HistGradientBoostingRegressor(
            loss="absolute_error", random_state=0
        ),
        "random forest (scikit-learn)": RandomForestRegressor(
            200, min_samples_leaf=10, criterion="squared_error", random_state=0
        ),
        "25 nearest neighbours (scikit-learn)": KNeighborsRegressor(25),
    }
    scores = {}
    for name, model in models.items():
        start = perf_counter()
        model.fit(features(learned), learned.response_min)
        expected = model.predict(features(tested))
        scores[name] = (
            float(np.abs(expected - tested.response_min).mean()),
            perf_counter() - start,
        )
    return scores


def features(log: DispatchLog) -> Reals:
    """Return place, station, distance and hour as columns."""
    return np.column_stack([log.x_km, log.y_km, log.distance_km, log.station, log.hour])
