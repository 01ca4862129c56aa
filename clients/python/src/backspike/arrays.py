"""Own data as HDF5 files of spikes, which jobs of the data set type shd-hdf5 train on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from .errors import BackspikeError, needed


def spike_file(samples: Iterable[tuple[Any, Any]], labels: Sequence[int]) -> bytes:
    """Samples as an HDF5 file in the layout of the Spiking Heidelberg Digits.

    samples: for each sample its spike times in ms and the channels, two sequences of the same length.
    labels: a class for each sample, counted from 0.
    """
    numpy = needed("numpy", "arrays")
    h5py = needed("h5py", "arrays")
    times, units = [], []
    for number, (sample_times, sample_units) in enumerate(samples):
        t = numpy.asarray(sample_times, dtype=float)
        u = numpy.asarray(sample_units)
        if t.ndim != 1 or t.shape != u.shape:
            raise BackspikeError(
                f"sample {number} must have as many channels as times, two flat arrays; they have the shapes"
                f" {t.shape} and {u.shape}"
            )
        if len(t) and (not numpy.isfinite(t).all() or t.min() < 0 or (u < 0).any() or (u != u.astype(int)).any()):
            raise BackspikeError(f"sample {number} must have finite times from 0 on, in ms, and whole channels from 0 on")
        order = numpy.argsort(t, kind="stable")
        times.append(t[order] / 1000)
        units.append(u[order].astype("int32"))
    if len(times) != len(labels):
        raise BackspikeError(f"{len(times)} samples need as many labels, not {len(labels)}")
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        spikes = file.create_group("spikes")
        _lists(spikes, "times", times, h5py.vlen_dtype("float64"))
        _lists(spikes, "units", units, h5py.vlen_dtype("int32"))
        file.create_dataset("labels", data=numpy.asarray(labels, dtype="int32"))
    return content.getvalue()


def dense_samples(spikes: Any, dt: float) -> list[tuple[Any, Any]]:
    """The spikes of a dense array ``[sample][step][channel]``, non-zero where there is one, with steps of dt ms."""
    numpy = needed("numpy", "arrays")
    array = numpy.asarray(spikes)
    if array.ndim != 3:
        raise BackspikeError(f"an array [sample][step][channel] is needed; this one has {array.ndim} dimensions")
    found = []
    for sample in array:
        steps, channels = numpy.nonzero(sample)
        found.append((steps * dt, channels))
    return found


def event_samples(samples: Iterable[Any], sensor_size: Sequence[int] | None = None) -> list[tuple[Any, Any]]:
    """The spikes of tonic's structured arrays with the fields ``t`` in microseconds, ``x``, and ``y`` and ``p`` if any.

    sensor_size: (width, height, polarities), needed where there is ``y``; the channel is then
    (p * height + y) * width + x.
    """
    needed("numpy", "arrays")
    found = []
    for events in samples:
        channels = events["x"].astype(int)
        if "y" in events.dtype.names:
            if sensor_size is None:
                raise BackspikeError("events with y need sensor_size, such as tonic.datasets.NMNIST.sensor_size")
            width, height, polarities = sensor_size
            polarity = events["p"].astype(int) if "p" in events.dtype.names and polarities > 1 else 0
            channels = (polarity * height + events["y"].astype(int)) * width + channels
        found.append((events["t"] / 1000, channels))
    return found


def _lists(group: Any, name: str, lists: list[Any], kind: Any) -> None:
    data = group.create_dataset(name, (len(lists),), dtype=kind)
    for number, values in enumerate(lists):
        data[number] = values
