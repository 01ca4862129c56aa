"""Writes chirps_train.h5 and chirps_test.h5: spikes in 40 channels that rise, fall, or do both, among noise."""
import h5py
import numpy as np

rng = np.random.default_rng(1)
channels = np.arange(40)


def sample(label):
    rising, falling = 15 + 2 * channels, 15 + 2 * channels[::-1]                    # ms
    times = [rising, falling, np.minimum(rising, falling)][label] + rng.normal(0, 4, 40)
    heard = rng.random(40) < 0.7                                                    # three in ten spikes are missing
    units = np.append(channels[heard], rng.integers(0, 40, 15))                     # and 15 are noise
    times = np.append(times[heard], rng.uniform(0, 110, 15))
    order = np.argsort(times)
    return np.maximum(times[order], 0) / 1000, units[order]                         # seconds, channel


for name, count in {"train": 900, "test": 300}.items():
    labels = rng.integers(0, 3, count)
    with h5py.File(f"chirps_{name}.h5", "w") as file:
        times = file.create_dataset("spikes/times", count, h5py.vlen_dtype("f4"))
        units = file.create_dataset("spikes/units", count, h5py.vlen_dtype("u2"))
        for i, label in enumerate(labels):
            times[i], units[i] = sample(label)
        file["labels"] = labels
