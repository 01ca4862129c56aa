"""A client of Backspike, a training service for spiking neural networks."""

from .client import Client
from .errors import BackspikeError, FieldError, JobFailed, MissingPackage, RequestRefused, ServiceUnreachable
from .job import Evaluation, Job
from .sweep import Sweep
from .trials import Spikes, Trial

__all__ = [
    "BackspikeError",
    "Client",
    "Evaluation",
    "FieldError",
    "Job",
    "JobFailed",
    "MissingPackage",
    "RequestRefused",
    "ServiceUnreachable",
    "Spikes",
    "Sweep",
    "Trial",
]
