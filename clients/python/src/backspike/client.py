"""The entry point."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from . import arrays
from .job import Job
from .sweep import Sweep
from .transport import Json, Transport, segment


class Client:
    """A connection to a service.

    url: of the service; the environment variable BACKSPIKE_URL by default, else http://127.0.0.1:8080.
    token: where the service requires one; BACKSPIKE_TOKEN by default.
    """

    def __init__(self, url: str | None = None, token: str | None = None) -> None:
        self._transport = Transport(url, token)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def submit(self, spec: Json | str | Path, key: str | None = None) -> Job:
        """Submits a job.

        spec: a specification, or the path of a JSON file with one.
        key: makes a repeated submission return the first job; a new one by default.
        """
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return Job(self._transport, self._transport.post("/api/v1/jobs", _document(spec), headers))

    def validate(self, spec: Json | str | Path, gradients: bool = False) -> Json:
        """Validates a specification without submitting it, and returns it resolved with what its data hold."""
        return self._transport.post("/api/v1/jobs:validate", _document(spec), gradients=gradients)

    def job(self, job_id: str) -> Job:
        return Job(self._transport, self._transport.get(f"/api/v1/jobs/{segment(job_id)}"))

    def jobs(self, **conditions: Any) -> Iterator[Job]:
        """Jobs, newest first; conditions are those of the HTTP API, such as ``state="RUNNING"`` or ``name="yin*"``."""
        return (Job(self._transport, one) for one in self._transport.pages("/api/v1/jobs", "jobs", **conditions))

    def submit_sweep(self, spec: Json | str | Path, key: str | None = None) -> Sweep:
        """Submits a sweep, as ``submit`` does a job."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return Sweep(self._transport, self._transport.post("/api/v1/sweeps", _document(spec), headers))

    def sweep(self, sweep_id: str) -> Sweep:
        return Sweep(self._transport, self._transport.get(f"/api/v1/sweeps/{segment(sweep_id)}"))

    def upload(self, dataset: str, file: str, content: bytes | Path) -> str:
        """Uploads a data file and returns the name under which jobs refer to it."""
        read = content.read_bytes() if isinstance(content, Path) else content
        path = f"/api/v1/datasets/{segment(dataset)}/files/{segment(file)}"
        return str(self._transport.put(path, read)["reference"])

    def upload_spikes(
        self, dataset: str, file: str, samples: Iterable[tuple[Any, Any]], labels: Sequence[int]
    ) -> str:
        """Uploads samples as an HDF5 file of spikes; see ``backspike.arrays.spike_file``."""
        return self.upload(dataset, file, arrays.spike_file(samples, labels))

    def datasets(self) -> list[Json]:
        """The uploaded data sets with their files and what these hold."""
        return list(self._transport.pages("/api/v1/datasets", "datasets"))

    def delete_dataset(self, dataset: str) -> None:
        self._transport.delete(f"/api/v1/datasets/{segment(dataset)}")


def _document(spec: Json | str | Path) -> Json:
    if isinstance(spec, dict):
        return spec
    document: Json = json.loads(Path(spec).read_text(encoding="utf-8"))
    return document
