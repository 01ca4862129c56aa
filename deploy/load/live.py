"""Measurements with real workers that really train."""
import http.client
import json
import statistics
import time

from harness import ENDED, Failure, ended, wait


def spec(name, epochs, samples, hidden=60):
    """If there are 20 samples, an epoch is one batch, so that the first epoch's result is that of the first step."""
    return {
        "name": name,
        "dataset": {"type": "yin-yang", "train": {"samples": samples}, "test": {"samples": 20}},
        "network": {
            "duration": 60,
            "solver": "event",
            "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": hidden},
                            "output": {"neuron": "li"}},
            "connections": [
                {"from": "input", "to": "hidden", "tauSyn": 5, "weight": {"normal": {"mean": 1.5, "sd": 0.8}}},
                {"from": "hidden", "to": "output", "tauSyn": 5, "weight": {"normal": {"mean": 0, "sd": 0.3}}}]},
        "training": {"epochs": epochs, "batchSize": 20, "seed": 1, "loss": "sum-voltage", "optimiser": "adam",
                     "checkpoint": {"everySeconds": 1}}}


def submit(site, document):
    return site.service.submit(document, f"{document['name']}-{time.monotonic_ns()}")


def events(site, job):
    """Events of a job as they come, with the time of receipt."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", f"/api/v1/jobs/{job}/stream", headers={"Accept": "text/event-stream"})
    for line in connection.getresponse():
        if line.startswith(b"data:"):
            yield time.monotonic(), json.loads(line[5:])


def first_step(site):
    """With the service's own worker; the first jobs are not counted, as code is compiled while they run."""
    site.serve()
    started, stepped = [], []
    for k in range(25):
        begin = time.monotonic()
        job = submit(site, spec(f"first-{k}", 3, 20))
        seen = {}
        for at, event in events(site, job):
            seen.setdefault(event["type"], at)
        if k >= 5:
            started.append(1000 * (seen["attempt.started"] - begin))
            stepped.append(1000 * (seen["metrics"] - begin))
    return {"submit to start of training, seen by client: p50 ms": statistics.median(started),
            "submit to first step, seen by client: p50 ms": statistics.median(stepped),
            "submit to first step, seen by client: max ms": max(stepped)}


def outage(site):
    """Kills the service and starts it again after a while; two workers train on meanwhile."""
    site.serve("--backspike.worker.enabled=false")
    for name in ("one", "two"):
        site.worker(name)
    results = {}
    downs = [0] if site.options.short else [0, 20, 60, 300] if site.options.long else [0, 20, 60]
    for down in downs:
        jobs = [submit(site, spec(f"outage-{down}-{k}", 1 << 20, 1000)) for k in range(2)]
        wait("the jobs' start", lambda: all(state(site, job) == "RUNNING" for job in jobs), 120)
        time.sleep(3)
        site.api.kill()
        time.sleep(down)
        site.api.start()
        site.until_up()
        before = {job: site.service.json(f"/api/v1/jobs/{job}")["progress"]["step"] for job in jobs}
        wait("the jobs' going on", lambda: all(
            site.service.json(f"/api/v1/jobs/{job}")["progress"]["step"] > before[job] for job in jobs), 120)
        # longer than a lease, in which a job could still be taken for lost
        time.sleep(5 if site.options.short else 70)
        restarted = sum(site.service.json(f"/api/v1/jobs/{job}")["attempt"] != 1 for job in jobs)
        lost = sum(state(site, job) in ENDED for job in jobs)
        results[f"service away for {down} s and its start: jobs lost"] = lost
        results[f"service away for {down} s and its start: jobs restarted"] = restarted
        for job in jobs:
            site.service.patiently(f"/api/v1/jobs/{job}:cancel", body=b"")
        wait("the jobs' end", lambda: ended(site.service, jobs), 120)
    if any(results.values()):
        raise Failure(f"jobs did not survive an outage: {results}")
    return results


def kill(site):
    """With the default lease, which decides how long it takes."""
    site.serve("--backspike.worker.enabled=false")
    worker = site.worker("doomed")
    job = submit(site, spec("doomed", 1 << 20, 1000))
    wait("the job's start", lambda: state(site, job) == "RUNNING", 120)
    time.sleep(3)
    worker.kill()
    begin = time.monotonic()
    wait("the job's return to the queue", lambda: state(site, job) == "QUEUED", 180)
    return {"kill -9 of a worker to its job's being queued: s": time.monotonic() - begin}


def state(site, job):
    return site.service.json(f"/api/v1/jobs/{job}")["state"]
