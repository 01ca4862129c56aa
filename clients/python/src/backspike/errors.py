"""What can go wrong."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


class BackspikeError(Exception):
    """Any error of this package."""


@dataclass(frozen=True)
class FieldError:
    """An error of one field of a request.

    pointer: JSON pointer to the field; empty for the whole request.
    message: what is wrong and how to correct it.
    """

    pointer: str
    message: str


class RequestRefused(BackspikeError):
    """The service answered with an error; ``code`` is for programs and listed in docs/codes.md."""

    def __init__(self, status: int, code: str, detail: str, errors: tuple[FieldError, ...]) -> None:
        lines = [f"  {error.pointer or '(document)'}  {error.message}" for error in errors]
        super().__init__("\n".join([detail or f"HTTP status {status}", *lines]))
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors


class ServiceUnreachable(BackspikeError):
    """No service answers at the URL."""


class JobFailed(BackspikeError):
    """A job that was waited for has failed or was cancelled."""


class MissingPackage(BackspikeError):
    """A function needs a package that is not installed."""


def needed(module: str, extra: str) -> Any:
    """Imports an optional package; the message names the command that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError as e:
        raise MissingPackage(f"this needs {module}: pip install 'backspike[{extra}]'") from e
