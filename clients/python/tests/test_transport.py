from __future__ import annotations

import io

import httpx
import pytest

from backspike import BackspikeError, Client, RequestRefused, ServiceUnreachable
from backspike.progress import Progress
from backspike.transport import Transport


def served(transport: Transport, answers: list[httpx.Response], seen: list[httpx.Request] | None = None) -> Transport:
    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return answers.pop(0)

    transport._http = httpx.Client(transport=httpx.MockTransport(answer), base_url=transport.url)
    return transport


def test_a_stream_goes_on_after_the_last_event_it_has_seen() -> None:
    seen: list[httpx.Request] = []
    first = httpx.Response(200, text='id:4\nevent:metrics\ndata:{"epoch": 1}\n\nid:5\nevent:log\ndata:{"half')
    second = httpx.Response(200, text=': a comment\n\nid: 5\nevent: log\ndata: {"message":\ndata: "x"}\n\n')
    transport = served(Transport("http://there", None), [first, second, httpx.Response(204)], seen)

    events = list(transport.events("/stream", 3))

    assert [(event.seq, event.type, event.data) for event in events] == [
        (4, "metrics", {"epoch": 1}),
        (5, "log", {"message": "x"}),
    ]
    assert [request.headers["Last-Event-ID"] for request in seen] == ["3", "4", "5"]


def test_a_stream_that_ends_without_an_event_is_requested_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("backspike.transport.time.sleep", pauses.append)
    answers = [httpx.Response(200, text=""), httpx.Response(200, text=": a comment\n\n"), httpx.Response(204)]

    assert list(served(Transport("http://there", None), answers).events("/stream", 0)) == []
    assert pauses == [1.0, 1.0]


def test_pages_are_read_to_the_last() -> None:
    seen: list[httpx.Request] = []
    answers = [
        httpx.Response(200, json={"jobs": [{"id": "a"}], "nextPageToken": "t"}),
        httpx.Response(200, json={"jobs": [{"id": "b"}], "nextPageToken": None}),
    ]
    transport = served(Transport("http://there", None), answers, seen)

    assert [one["id"] for one in transport.pages("/jobs", "jobs", name=None, state="RUNNING")] == ["a", "b"]
    assert [request.url.query for request in seen] == [b"state=RUNNING", b"pageToken=t&state=RUNNING"]


def test_a_problem_names_its_fields() -> None:
    problem = {
        "code": "invalid-spec",
        "detail": "the job specification has an error",
        "errors": [{"pointer": "/network/duration", "message": "must be greater than 0, was -3"}],
    }
    transport = served(Transport("http://there", None), [httpx.Response(422, json=problem)])

    with pytest.raises(RequestRefused, match="/network/duration  must be greater than 0") as refused:
        transport.get("/jobs")
    assert refused.value.code == "invalid-spec"
    assert refused.value.errors[0].pointer == "/network/duration"


def test_another_server_is_told_apart() -> None:
    transport = served(Transport("http://there", None), [httpx.Response(200, text="<html>"), httpx.Response(502)])

    with pytest.raises(BackspikeError, match="is it a Backspike service"):
        transport.get("/jobs")
    with pytest.raises(RequestRefused, match="HTTP status 502"):
        transport.get("/jobs")


def test_without_a_service_the_url_is_named() -> None:
    with Client("http://127.0.0.1:1") as client, pytest.raises(ServiceUnreachable, match="http://127.0.0.1:1"):
        client.job("j1")


def test_url_and_token_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSPIKE_URL", "http://there:9000/")
    monkeypatch.setenv("BACKSPIKE_TOKEN", "bsk_x")
    transport = Transport(None, None)

    assert transport.url == "http://there:9000"
    assert transport._http.headers["Authorization"] == "Bearer bsk_x"
    transport.close()


def test_progress_in_a_file_has_a_line_for_each_epoch() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    job = {"name": "toy", "progress": {"epochs": 2}}

    progress.show(job, 1, {"train.loss": 0.5, "test.accuracy": 0.75, "train.clampedSpikes": 3})
    progress.end("toy: SUCCEEDED")

    assert stream.getvalue() == (
        "toy  [############------------] epoch 1/2  test.accuracy 75.00 %  train.loss 0.5\ntoy: SUCCEEDED\n"
    )
