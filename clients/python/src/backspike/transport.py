"""HTTP requests to the service and its event streams."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from .errors import BackspikeError, FieldError, RequestRefused, ServiceUnreachable

Json = dict[str, Any]

_RETRIED = 5
_PAUSE_S = 1.0
# Evaluations and checks answer once they are done; the service limits their time.
_PATIENCE_S = 600.0
# A comment line keeps a stream alive every 15 s.
_SILENCE_S = 60.0


@dataclass(frozen=True)
class Event:
    """An event of a job; ``data`` has the fields of its type."""

    seq: int
    type: str
    data: Json


class Transport:
    """Sends requests with the token, and turns problem documents into exceptions."""

    def __init__(self, url: str | None, token: str | None) -> None:
        self.url = (url or os.environ.get("BACKSPIKE_URL") or "http://127.0.0.1:8080").rstrip("/")
        token = token or os.environ.get("BACKSPIKE_TOKEN")
        self._http = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=httpx.Timeout(_PATIENCE_S, connect=5.0),
        )

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Json:
        return self._json(self._send("GET", path, params=_present(query)))

    def post(self, path: str, body: Json | None = None, headers: dict[str, str] | None = None, **query: Any) -> Json:
        return self._json(self._send("POST", path, json=body, headers=headers, params=_present(query)))

    def put(self, path: str, content: bytes) -> Json:
        headers = {"Content-Type": "application/octet-stream"}
        return self._json(self._send("PUT", path, content=content, headers=headers))

    def delete(self, path: str) -> None:
        self._send("DELETE", path)

    def content(self, path: str, **query: Any) -> bytes:
        return self._send("GET", path, params=_present(query)).content

    def pages(self, path: str, entries: str, **query: Any) -> Iterator[Json]:
        """All entries of a list, page after page."""
        token: str | None = None
        while True:
            page = self.get(path, pageToken=token, **query)
            yield from page[entries]
            token = page.get("nextPageToken")
            if token is None:
                return

    def events(self, path: str, after: int) -> Iterator[Event]:
        """The events of a stream; connects again after an interruption, without loss or repetition.

        Ends where the service says that nothing follows.
        """
        last = after
        failures = 0
        while True:
            headers = {"Accept": "text/event-stream", "Last-Event-ID": str(last)}
            received = False
            try:
                with self._http.stream("GET", path, headers=headers, timeout=httpx.Timeout(_SILENCE_S)) as answer:
                    if answer.status_code == httpx.codes.NO_CONTENT:
                        return
                    if answer.is_error:
                        answer.read()
                        raise _refusal(answer)
                    for event in _parse(answer.iter_lines()):
                        failures = 0
                        received = True
                        last = event.seq
                        yield event
            except httpx.TransportError as e:
                failures += 1
                if failures > _RETRIED:
                    raise ServiceUnreachable(f"lost the connection to {self.url}: {e}") from e
            # A proxy that ends every stream at once must not be asked without a pause.
            if failures or not received:
                time.sleep(_PAUSE_S)

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **request)
        except httpx.TransportError as e:
            raise ServiceUnreachable(f"no answer from {self.url}: {e or type(e).__name__}") from e
        if answer.is_error:
            raise _refusal(answer)
        return answer

    def _json(self, answer: httpx.Response) -> Json:
        try:
            body = answer.json()
        except ValueError as e:
            raise BackspikeError(f"{answer.url} did not return JSON; is it a Backspike service?") from e
        if not isinstance(body, dict):
            raise BackspikeError(f"{answer.url} did not return a JSON object; is it a Backspike service?")
        return body


def segment(text: str) -> str:
    """A text as a segment of a path."""
    return quote(text, safe="")


def _present(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}


def _refusal(answer: httpx.Response) -> RequestRefused:
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    errors = tuple(FieldError(error["pointer"], error["message"]) for error in problem.get("errors", []))
    return RequestRefused(
        answer.status_code, problem.get("code", ""), problem.get("detail") or problem.get("title", ""), errors
    )


def _parse(lines: Iterator[str]) -> Iterator[Event]:
    seq, kind = "", ""
    data: list[str] = []
    for line in lines:
        if line == "":
            if data and seq:
                yield Event(int(seq), kind, json.loads("\n".join(data)))
            kind, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "id":
            seq = value
        elif field == "event":
            kind = value
        elif field == "data":
            data.append(value)
