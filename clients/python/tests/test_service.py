"""The client against the running service, with data of its own."""

from __future__ import annotations

import runpy
import uuid
from pathlib import Path

import numpy as np
import pytest

from backspike import Client, Job, JobFailed, RequestRefused, plot
from backspike.arrays import dense_samples
from backspike.trials import sample

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "own_arrays.py"


@pytest.fixture(scope="module")
def trained(client: Client) -> Job:
    """A network that tells apart whether the first or the last of four channels spikes first."""
    random = np.random.default_rng(1)
    labels = random.integers(0, 2, 80)
    spikes = np.zeros((80, 40, 4))
    for number, label in enumerate(labels):
        early, late = (0, 3) if label == 0 else (3, 0)
        spikes[number, random.integers(2, 8), early] = 1
        spikes[number, random.integers(20, 30), late] = 1
    name = f"own-{uuid.uuid4().hex[:8]}"
    samples = dense_samples(spikes, dt=1.0)
    train = client.upload_spikes(name, "train.h5", samples[:60], labels[:60].tolist())
    test = client.upload_spikes(name, "test.h5", samples[60:], labels[60:].tolist())
    job = client.submit(
        {
            "name": name,
            "dataset": {"type": "shd-hdf5", "train": train, "test": test, "units": 4, "classes": 2},
            "network": {
                "duration": 50,
                "dt": 1,
                "solver": "clock",
                "populations": {
                    "input": {"neuron": "input"},
                    "hidden": {"neuron": "lif", "size": 20},
                    "output": {"neuron": "li"},
                },
                "connections": [
                    {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 2.0, "sd": 2.0}}},
                    {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0, "sd": 0.5}}},
                ],
            },
            "training": {
                "epochs": 3,
                "batchSize": 10,
                "loss": "max-voltage",
                "optimiser": {"type": "adam", "learningRate": 0.01},
            },
        }
    )
    return job.follow(progress=False)


def test_series_are_a_frame_with_a_row_for_each_step(trained: Job) -> None:
    frame = trained.series("test.accuracy", "train.loss")

    assert list(frame.columns) == ["epoch", "test.accuracy", "train.loss"]
    assert frame["test.accuracy"].dropna().shape == (3,)
    assert frame.index.is_monotonic_increasing


def test_an_evaluation_agrees_with_the_training(trained: Job) -> None:
    evaluation = trained.evaluate()

    assert evaluation.accuracy == trained.series("test.accuracy")["test.accuracy"].iloc[-1]
    predictions = list(evaluation.predictions())
    assert len(predictions) == 20
    assert np.mean([one.label == one.predicted for one in predictions]) == pytest.approx(evaluation.accuracy)
    assert evaluation.classes()["samples"].sum() == 20
    assert trained.evaluation(evaluation.number).result == evaluation.result
    assert trained.evaluations()[0]["number"] == evaluation.number
    assert len(plot.confusion(evaluation).axes) == 2


def test_a_recording_is_predicted_alike(trained: Job) -> None:
    [recorded] = trained.record([3])
    times, units = recorded.spikes["input"].arrays()
    [predicted] = trained.predict([sample(times, units)], record=True)

    assert predicted.label is None
    assert predicted.predicted == recorded.predicted
    assert predicted.readout == recorded.readout
    assert predicted.spikes["hidden"] == recorded.spikes["hidden"]
    assert len(plot.raster(recorded).axes) == 2


def test_the_model_is_arrays_and_a_graph(trained: Job) -> None:
    model = trained.model()

    assert model["input->hidden.weight"].shape == (4, 20)
    assert model["hidden->output.weight"].shape == (20, 2)
    assert {"input", "hidden", "output"} <= set(trained.nir().nodes)


def test_a_job_can_be_found_and_plotted(client: Client, trained: Job) -> None:
    assert [job.id for job in client.jobs(name=trained.name)] == [trained.id]
    assert client.job(trained.id).state == "SUCCEEDED"
    assert "engine cpu" in trained.logs() or "engine cuda" in trained.logs()
    assert len(plot.curves(trained).axes) == 2
    assert any(one["name"] == trained.name for one in client.datasets())


def test_a_refusal_names_the_field(client: Client, trained: Job) -> None:
    with pytest.raises(RequestRefused, match="/network/duration") as refused:
        client.validate({**trained.resource["spec"], "network": {"duration": -3}})
    assert refused.value.code == "invalid-spec"
    with pytest.raises(RequestRefused, match="/samples/0/units/0  must be 0 to 3"):
        trained.predict([sample([1.0], [4])])


def test_a_job_that_is_cancelled_is_not_followed_to_success(client: Client, trained: Job) -> None:
    spec = trained.resource["spec"]
    job = client.submit({**spec, "training": {**spec["training"], "epochs": 100000}})
    job.cancel()

    with pytest.raises(JobFailed, match="is CANCELLED"):
        job.follow(progress=False)


def test_a_sweep_is_a_table(client: Client, trained: Job) -> None:
    sweep = client.submit_sweep(
        {
            "base": trained.resource["spec"],
            "parameters": {"/training/optimiser/learningRate": {"values": [0.001, 0.01]}},
            "objective": {"series": "train.loss"},
        }
    ).wait()

    assert sweep.state == "SUCCEEDED"
    assert set(sweep.results()["/training/optimiser/learningRate"]) == {0.001, 0.01}
    assert list(sweep.runs()["state"]) == ["SUCCEEDED", "SUCCEEDED"]


def test_the_example_runs(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKSPIKE_URL", url)

    runpy.run_path(str(EXAMPLE), run_name="__main__")

    assert {file.name for file in tmp_path.iterdir()} == {"curves.png", "confusion.png", "raster.png"}
