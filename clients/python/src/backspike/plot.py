"""Plots with matplotlib: spikes, curves and confusion matrices."""

from __future__ import annotations

from typing import Any

from .errors import BackspikeError, needed
from .job import Evaluation, Job
from .trials import Trial


def raster(trial: Trial, title: str | None = None) -> Any:
    """The spikes of a recorded trial, a panel for each population. Returns the figure."""
    if not trial.spikes:
        raise BackspikeError("the trial has no spikes; use Job.record, or Job.predict with record=True")
    pyplot = needed("matplotlib.pyplot", "plot")
    heights = [max(1.0, spikes.neurons**0.5) for spikes in trial.spikes.values()]
    figure, axes = pyplot.subplots(
        len(heights), 1, sharex=True, squeeze=False, height_ratios=heights, layout="constrained"
    )
    for panel, spikes in zip(axes[:, 0], trial.spikes.values()):
        panel.plot(spikes.times, spikes.units, "|", markersize=4)
        panel.set_ylabel(spikes.population)
        panel.set_ylim(-0.5, spikes.neurons - 0.5)
    axes[-1, 0].set_xlabel("time / ms")
    figure.suptitle(title or f"sample {trial.sample}, label {trial.label}, predicted {trial.predicted}")
    return figure


def curves(job: Job, *series: str) -> Any:
    """Series of a job over its epochs; losses and accuracies without any. Returns the figure."""
    pyplot = needed("matplotlib.pyplot", "plot")
    frame = job.series(*series)
    names = series or tuple(
        name for name in frame.columns if name.endswith((".loss", ".accuracy")) and not name.startswith("gradient")
    )
    kinds = sorted({name.split(".")[1] for name in names}, reverse=True)
    if not kinds:
        raise BackspikeError(f"job {job.id} has no points yet")
    figure, axes = pyplot.subplots(1, len(kinds), squeeze=False, figsize=(5 * len(kinds), 4), layout="constrained")
    for panel, kind in zip(axes[0], kinds):
        for name in names:
            if name.split(".")[1] == kind:
                points = frame[["epoch", name]].dropna()
                panel.plot(points["epoch"], points[name], label=name)
        panel.set_xlabel("epoch")
        panel.set_ylabel(kind)
        panel.legend()
    return figure


def confusion(evaluation: Evaluation) -> Any:
    """The confusion matrix of an evaluation. Returns the figure."""
    if evaluation.confusion is None:
        raise BackspikeError("an evaluation of more than 200 classes has no confusion matrix")
    pyplot = needed("matplotlib.pyplot", "plot")
    figure, axes = pyplot.subplots(layout="constrained")
    image = axes.imshow(evaluation.confusion, cmap="Blues")
    for label, row in enumerate(evaluation.confusion):
        for predicted, samples in enumerate(row):
            if samples and len(row) <= 20:
                axes.text(predicted, label, samples, ha="center", va="center")
    axes.set_xlabel("predicted")
    axes.set_ylabel("label")
    axes.set_title(f"accuracy {100 * evaluation.accuracy:.2f} %")
    figure.colorbar(image)
    return figure
