"""Sweeps."""

from __future__ import annotations

import time
from typing import Any

from .errors import needed
from .resource import Resource

_LOOK_S = 1.0


class Sweep(Resource):
    """Many jobs that differ in some fields."""

    _collection = "sweeps"

    def __repr__(self) -> str:
        return f"Sweep({self.id!r}, {self.state})"

    def wait(self) -> Sweep:
        """Waits until all runs have ended."""
        while self.refresh().resource["endedAt"] is None:
            time.sleep(_LOOK_S)
        return self

    def cancel(self) -> Sweep:
        return self._act("cancel")

    def results(self) -> Any:
        """The configurations, best first, as a pandas DataFrame with a column for each parameter."""
        pandas = needed("pandas", "pandas")
        configurations = self._transport.get(f"{self._path}/results")["configurations"]
        return pandas.DataFrame([{**one.pop("parameters"), **one} for one in configurations])

    def runs(self) -> Any:
        """The runs as a pandas DataFrame: what each sets, its job, its state and its value."""
        pandas = needed("pandas", "pandas")
        runs = self._transport.pages(f"{self._path}/runs", "runs", limit=200)
        return pandas.DataFrame([{**run.pop("parameters"), **run.pop("replicate"), **run} for run in runs])
