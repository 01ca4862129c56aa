"""A line that shows how far a job is, in terminals and notebooks."""

from __future__ import annotations

import sys
from typing import TextIO

from .transport import Json

_WIDTH = 24


class Progress:
    """Rewrites its line; on a stream that is not a terminal, such as a file, it writes a line per epoch."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._rewrites = self._stream.isatty() or "ipykernel" in sys.modules
        self._longest = 0

    def show(self, job: Json, epoch: int, values: Json) -> None:
        epochs = job["progress"]["epochs"]
        done = round(_WIDTH * epoch / max(1, epochs))
        parts = [f"{job['name']}  [{'#' * done}{'-' * (_WIDTH - done)}] epoch {epoch}/{epochs}"]
        parts += [
            f"{name} {100 * value:.2f} %" if name.endswith("accuracy") else f"{name} {value:.4g}"
            for name, value in sorted(values.items())
            if name in ("train.loss", "validation.accuracy", "test.accuracy") and value is not None
        ]
        self._write("  ".join(parts))

    def end(self, state: str) -> None:
        if self._rewrites and self._longest:
            self._stream.write("\n")
        self._stream.write(state + "\n")
        self._stream.flush()

    def _write(self, line: str) -> None:
        if self._rewrites:
            self._longest = max(self._longest, len(line))
            self._stream.write("\r" + line.ljust(self._longest))
        else:
            self._stream.write(line + "\n")
        self._stream.flush()
