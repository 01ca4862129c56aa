"""Jobs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import JobFailed, needed
from .progress import Progress
from .resource import Resource
from .transport import Event, Json
from .trials import Trial

_ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")


@dataclass(frozen=True)
class Evaluation:
    """The figures of a trained network on a part of a data set; ``result`` has the fields of the HTTP API."""

    job: Job
    number: int
    result: Json

    @property
    def accuracy(self) -> float:
        return float(self.result["accuracy"])

    @property
    def loss(self) -> float:
        return float(self.result["loss"])

    @property
    def confusion(self) -> list[list[int]] | None:
        """``[label][predicted]``: samples; None with more than 200 classes."""
        confusion: list[list[int]] | None = self.result["confusion"]
        return confusion

    def classes(self) -> Any:
        """Accuracy and precision of each class as a pandas DataFrame."""
        return needed("pandas", "pandas").DataFrame(self.result["classes"]).set_index("label")

    def predictions(self) -> Iterator[Trial]:
        """The trials of all samples, in order."""
        path = f"{self.job._path}/evaluations/{self.number}/predictions"
        return map(Trial.of, self.job._transport.pages(path, "trials", limit=200))


class Job(Resource):
    """A job of the service."""

    _collection = "jobs"

    @property
    def name(self) -> str:
        return str(self.resource["name"])

    def __repr__(self) -> str:
        return f"Job({self.id!r}, {self.name!r}, {self.state})"

    def events(self, after: int = 0) -> Iterator[Event]:
        """All events after one of them, and then those that happen, until the job has ended."""
        return self._transport.events(f"{self._path}/stream", after)

    def follow(self, progress: bool = True) -> Job:
        """Waits until the job has ended, and shows how far it is.

        Raises JobFailed unless it succeeds. Interrupting this does not cancel the job.
        """
        shown = Progress() if progress else None
        if self.refresh().state not in _ENDED:
            for event in self.events(int(self.resource["lastEvent"])):
                if shown and event.type == "metrics" and "test.loss" in event.data["values"]:
                    shown.show(self.resource, event.data["epoch"], event.data["values"])
            self.refresh()
        if shown:
            shown.end(f"{self.name}: {self.state}")
        if self.state != "SUCCEEDED":
            reason = self.resource.get("stateReason") or {}
            raise JobFailed(f"job {self.id} is {self.state}: {reason.get('message', 'no reason is given')}")
        return self

    def cancel(self) -> Job:
        return self._act("cancel")

    def pause(self) -> Job:
        return self._act("pause")

    def resume(self) -> Job:
        return self._act("resume")

    def retry(self) -> Job:
        return self._act("retry")

    def delete(self) -> None:
        """Deletes a job that has ended, with everything that belongs to it."""
        self._transport.delete(self._path)

    def series(self, *names: str, points: int = 1000) -> Any:
        """Series as a pandas DataFrame with a row for each step: ``epoch`` and a column for each series.

        names: of the series, such as ``test.accuracy``; all without any.
        points: of each series at most; longer ones are thinned so that their curves look the same.
        """
        pandas = needed("pandas", "pandas")
        metrics = self._transport.get(f"{self._path}/metrics", series=list(names) or None, points=points)
        frame = pandas.DataFrame(index=pandas.Index([], name="step"))
        epochs = pandas.Series(dtype=int, name="epoch")
        for one in metrics["series"]:
            index = pandas.Index(one["steps"], name="step")
            frame = frame.join(pandas.Series(one["values"], index, dtype=float, name=one["name"]), how="outer")
            epochs = pandas.Series(one["epochs"], index, name="epoch").combine_first(epochs)
        frame.insert(0, "epoch", epochs.reindex(frame.index).astype(int))
        return frame

    def checkpoints(self) -> list[Json]:
        """The checkpoints that are kept, oldest first."""
        checkpoints: list[Json] = self._transport.get(f"{self._path}/checkpoints")["checkpoints"]
        return checkpoints

    def evaluate(
        self,
        split: str = "test",
        *,
        dataset: Json | None = None,
        checkpoint: int | None = None,
        limit: int | None = None,
    ) -> Evaluation:
        """Evaluates the model, or a checkpoint, on a part of the job's data set or of another one."""
        body = {"split": split, "dataset": dataset, "checkpoint": checkpoint, "limit": limit}
        made = self._transport.post(f"{self._path}:evaluate", body)
        return Evaluation(self, made["number"], made["result"])

    def evaluations(self) -> list[Json]:
        """The evaluations that are kept, newest first, without their details."""
        evaluations: list[Json] = self._transport.get(f"{self._path}/evaluations")["evaluations"]
        return evaluations

    def evaluation(self, number: int) -> Evaluation:
        stored = self._transport.get(f"{self._path}/evaluations/{number}")
        return Evaluation(self, number, stored["result"])

    def predict(
        self, samples: Iterable[Json], *, checkpoint: int | None = None, record: bool = False
    ) -> list[Trial]:
        """Runs up to 100 samples.

        samples: as ``backspike.trials.sample`` makes them.
        record: whether the trials have the spikes of all populations.
        """
        body = {"samples": list(samples), "checkpoint": checkpoint, "record": record}
        return [Trial.of(trial) for trial in self._transport.post(f"{self._path}:predict", body)["trials"]]

    def record(
        self,
        samples: Iterable[int],
        split: str = "test",
        *,
        dataset: Json | None = None,
        checkpoint: int | None = None,
    ) -> list[Trial]:
        """Runs samples of the job's data set, or of another one, and records the spikes of all populations.

        samples: their numbers, counted from 0; 50 at most.
        """
        body = {"samples": list(samples), "split": split, "dataset": dataset, "checkpoint": checkpoint}
        return [Trial.of(trial) for trial in self._transport.post(f"{self._path}:record", body)["trials"]]

    def model(self) -> dict[str, Any]:
        """The trained parameters as numpy arrays by name, such as ``input->hidden.weight`` of shape [from, to]."""
        arrays: dict[str, Any] = needed("safetensors.numpy", "arrays").load(self._transport.content(f"{self._path}/model"))
        return arrays

    def nir(self) -> Any:
        """The trained network as a graph of the package nir, where NIR can express it."""
        nir = needed("nir", "nir")
        content = self._transport.content(f"{self._path}/model", format="nir")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "model.nir")
            file.write_bytes(content)
            return nir.read(file)

    def logs(self) -> str:
        """The log lines of all attempts."""
        lines = self._transport.pages(f"{self._path}/logs", "lines", limit=200)
        return "".join(f"{line['time']}  {line['level']:7}  {line['message']}\n" for line in lines)
