"""Tests run against a service that they start with the launcher, or the one at BACKSPIKE_TEST_URL."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import matplotlib
import pytest

from backspike import Client

matplotlib.use("Agg")

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 300


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    given = os.environ.get("BACKSPIKE_TEST_URL")
    if given:
        yield given
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp("data")
    environment = {**os.environ, "BACKSPIKE_DATA_DIRECTORY": str(data)}
    launcher = str(ROOT / "backspike")
    subprocess.run([launcher, "start", f"--server.port={port}"], env=environment, check=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, data)
        yield address
    finally:
        subprocess.run([launcher, "stop"], env=environment, check=True)


def _await(address: str, data: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/actuator/health").status_code == 200:
                return
        except httpx.TransportError:
            pass  # It does not listen yet.
        time.sleep(0.2)
    raise AssertionError(f"the service did not start: {(data / 'backspike.log').read_text()}")


@pytest.fixture(scope="session")
def client(url: str) -> Iterator[Client]:
    with Client(url) as connected:
        yield connected
