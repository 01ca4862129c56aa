from __future__ import annotations

import io

import h5py
import numpy as np
import pytest

from backspike import BackspikeError
from backspike.arrays import dense_samples, event_samples, spike_file


def test_a_file_has_the_layout_of_the_spiking_heidelberg_digits() -> None:
    content = spike_file([([20.0, 5.0], [1, 3]), ([], [])], [1, 0])

    with h5py.File(io.BytesIO(content)) as file:
        assert [list(times) for times in file["spikes/times"]] == [[0.005, 0.02], []]
        assert [list(units) for units in file["spikes/units"]] == [[3, 1], []]
        assert list(file["labels"]) == [1, 0]


@pytest.mark.parametrize(
    ("samples", "labels", "message"),
    [
        ([([1.0, 2.0], [0])], [0], "sample 0 must have as many channels as times"),
        ([([[1.0]], [[0]])], [0], "two flat arrays"),
        ([([-1.0], [0])], [0], "times from 0 on"),
        ([([1.0], [0.5])], [0], "whole channels"),
        ([([float("nan")], [0])], [0], "finite times"),
        ([([1.0], [0])], [0, 1], "1 samples need as many labels, not 2"),
    ],
)
def test_what_is_no_sample_is_refused(samples: list[tuple[object, object]], labels: list[int], message: str) -> None:
    with pytest.raises(BackspikeError, match=message):
        spike_file(samples, labels)


def test_dense_arrays_become_spikes() -> None:
    array = np.zeros((1, 3, 2))
    array[0, 2, 1] = 1

    [(times, channels)] = dense_samples(array, dt=0.5)

    assert list(times) == [1.0]
    assert list(channels) == [1]
    with pytest.raises(BackspikeError, match="2 dimensions"):
        dense_samples(array[0], dt=1)


def test_events_of_tonic_become_channels() -> None:
    events = np.array([(1500, 1, 0, 1), (3000, 2, 1, 0)], dtype=[("t", "i8"), ("x", "i2"), ("y", "i2"), ("p", "i1")])

    [(times, channels)] = event_samples([events], sensor_size=(3, 2, 2))
    assert list(times) == [1.5, 3.0]
    assert list(channels) == [(1 * 2 + 0) * 3 + 1, (0 * 2 + 1) * 3 + 2]

    [(_, channels)] = event_samples([events[["t", "x"]]])
    assert list(channels) == [1, 2]
    with pytest.raises(BackspikeError, match="sensor_size"):
        event_samples([events])
