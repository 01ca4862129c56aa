"""From one's own arrays to a trained network and its plots.

The data are made up: in each sample a short pattern of spikes runs up or down over 16 channels, with some spikes at
random in between. Start a service first (./backspike serve), then: python own_arrays.py
"""

import numpy as np

from backspike import Client, plot

CHANNELS = 16
DURATION_MS = 100


def samples(count: int, random: np.random.Generator) -> tuple[list[tuple[np.ndarray, np.ndarray]], list[int]]:
    """Spike times in ms with their channels, and a label, 0 (up) or 1 (down), for each sample."""
    labels = random.integers(0, 2, count)
    spikes = []
    for label in labels:
        run = np.arange(CHANNELS) if label == 0 else np.arange(CHANNELS)[::-1]
        times = random.uniform(5, 20) + 4.0 * np.arange(CHANNELS) + random.normal(0, 1, CHANNELS)
        noise = random.integers(0, 10)
        spikes.append(
            (
                np.concatenate([times.clip(0), random.uniform(0, DURATION_MS, noise)]),
                np.concatenate([run, random.integers(0, CHANNELS, noise)]),
            )
        )
    return spikes, labels.tolist()


def main() -> None:
    random = np.random.default_rng(7)
    with Client() as client:
        # The same content under the same name is uploaded once.
        train = client.upload_spikes("up-and-down", "train.h5", *samples(400, random))
        test = client.upload_spikes("up-and-down", "test.h5", *samples(100, random))
        job = client.submit(
            {
                "name": "up-and-down",
                "dataset": {"type": "shd-hdf5", "train": train, "test": test, "units": CHANNELS, "classes": 2},
                "network": {
                    "duration": DURATION_MS,
                    "dt": 1,
                    "solver": "clock",
                    "populations": {
                        "input": {"neuron": "input"},
                        "hidden": {"neuron": {"type": "lif", "tauMem": 20}, "size": 40},
                        "output": {"neuron": {"type": "li", "tauMem": 20}},
                    },
                    "connections": [
                        {"from": "input", "to": "hidden", "tauSyn": 5, "weight": {"normal": {"mean": 0.5, "sd": 1}}},
                        {"from": "hidden", "to": "output", "tauSyn": 5, "weight": {"normal": {"mean": 0, "sd": 0.3}}},
                    ],
                },
                "training": {
                    "epochs": 10,
                    "batchSize": 32,
                    "loss": "max-voltage",
                    "optimiser": {"type": "adam", "learningRate": 0.01},
                },
            }
        )
        job.follow()
        evaluation = job.evaluate()
        print(f"accuracy {100 * evaluation.accuracy:.1f} % of {evaluation.result['samples']} samples")
        print({name: array.shape for name, array in job.model().items()})
        plot.curves(job).savefig("curves.png")
        plot.confusion(evaluation).savefig("confusion.png")
        plot.raster(job.record([0])[0]).savefig("raster.png")


if __name__ == "__main__":
    main()
