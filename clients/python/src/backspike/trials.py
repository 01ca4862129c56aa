"""Trials of trained networks, and the spikes that were recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import needed
from .transport import Json


@dataclass(frozen=True)
class Spikes:
    """The spikes of a population in one trial.

    times: ms, in ascending order.
    units: which neuron spiked, counted from 0; as many as times.
    """

    population: str
    neurons: int
    times: list[float]
    units: list[int]

    def arrays(self) -> tuple[Any, Any]:
        """Times (float64, ms) and units (int64) as numpy arrays."""
        numpy = needed("numpy", "arrays")
        return numpy.asarray(self.times, dtype=float), numpy.asarray(self.units, dtype=int)


@dataclass(frozen=True)
class Trial:
    """One presentation of one sample.

    readout: what the class is predicted from, by readout neuron: the time of the first spike in ms (None for a silent
    neuron) or a voltage, depending on the loss.
    spikes: by population; empty if they were not recorded.
    """

    sample: int
    label: int | None
    predicted: int | None
    confidence: float | None
    loss: float | None
    readout: list[float | None]
    spikes: dict[str, Spikes]

    @staticmethod
    def of(trial: Json) -> Trial:
        return Trial(
            trial["sample"],
            trial["label"],
            trial["predicted"],
            trial["confidence"],
            trial["loss"],
            trial["readout"],
            {one["population"]: Spikes(**one) for one in trial.get("populations", [])},
        )


def sample(times: Sequence[float] | Any, units: Sequence[int] | Any) -> Json:
    """A sample as the service takes it.

    times: ms, in any order.
    """
    return {"times": [float(time) for time in times], "units": [int(unit) for unit in units]}
