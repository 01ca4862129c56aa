"""What jobs and sweeps have in common."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from .transport import Json, Transport, segment

_R = TypeVar("_R", bound="Resource")


class Resource:
    """A resource of the service. ``resource`` is the service's latest answer; ``refresh`` requests it again."""

    _collection: ClassVar[str]

    def __init__(self, transport: Transport, resource: Json) -> None:
        self._transport = transport
        self.resource = resource

    @property
    def id(self) -> str:
        return str(self.resource["id"])

    @property
    def state(self) -> str:
        return str(self.resource["state"])

    @property
    def _path(self) -> str:
        return f"/api/v1/{self._collection}/{segment(self.id)}"

    def refresh(self: _R) -> _R:
        self.resource = self._transport.get(self._path)
        return self

    def _act(self: _R, action: str) -> _R:
        self.resource = self._transport.post(f"{self._path}:{action}")
        return self
