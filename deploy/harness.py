"""What the programs below deploy/ share: processes of the service on loopback addresses, and its REST API."""
import glob
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
LAUNCHER = str(ROOT / "backspike")
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")


class Failure(Exception):
    """Something does not hold, or did not come about in time."""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(what, condition, seconds):
    """Asks until the condition gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.2)
    raise Failure(f"{what} took more than {seconds} s")


class Postgres:
    """A server of our own, below a scratch folder."""

    def __init__(self, folder):
        programs = [shutil.which("postgres")] + sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
        programs = [p for p in programs if p]
        if not programs:
            raise Failure("needs PostgreSQL's server programs: install the package postgresql")
        self.bin = os.path.dirname(programs[-1])
        self.data = str(folder / "postgres")
        self.port = free_port()
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        os.mkdir(self.data)
        if self.user:
            shutil.chown(self.data, "postgres")
            os.chmod(folder, 0o755)
        self.run("initdb", "-D", self.data, "-U", "backspike", "-A", "trust", "-E", "UTF8")
        self.start()
        self.url = f"jdbc:postgresql://127.0.0.1:{self.port}/postgres?reWriteBatchedInserts=true"

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.data + "/log", "-o", options, "start")

    def run(self, program, *arguments):
        subprocess.run(
            [*self.user, f"{self.bin}/{program}", *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def processor_seconds(self):
        server = int(pathlib.Path(self.data, "postmaster.pid").read_text().split()[0])
        return processor_seconds(lambda process: server in (process.number, process.parent))

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")


class Program:
    """A process of ours with its children, which can be killed, held and started again."""

    def __init__(self, name, log, environment, *arguments):
        self.name = name
        self.log = log
        self.environment = {**os.environ, **environment}
        self.arguments = arguments
        self.process = None
        self.start()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [LAUNCHER, *self.arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, start_new_session=True)

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait()

    def processor_seconds(self):
        return processor_seconds(lambda process: process.group == self.process.pid)


class Process:
    """What Linux tells of a process."""

    def __init__(self, line):
        self.number = int(line.split()[0])
        fields = line.rsplit(")", 1)[1].split()
        self.parent, self.group = int(fields[1]), int(fields[2])
        self.seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processor_seconds(chosen):
    """Time that some of this machine's processes have used; it says more than hours on the wall of a busy machine."""
    total = 0
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            process = Process(pathlib.Path(stat).read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since the listing
        total += process.seconds if chosen(process) else 0
    return total


class Service:
    """The REST API; None where it does not answer."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"

    def ask(self, path, body=None, headers=None, accept="application/json"):
        request = urllib.request.Request(self.base + path, data=body, headers={
            "Accept": accept, "Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.read()
        except urllib.error.HTTPError as e:
            if e.code < 500:
                raise Failure(f"{path} answered {e.code}: {e.read().decode()}") from e
            return None
        except (OSError, http.client.HTTPException):
            return None

    def patiently(self, path, **options):
        return wait(path, lambda: self.ask(path, **options), 120)

    def json(self, path):
        return json.loads(self.patiently(path))

    def submit(self, spec, key):
        """With a key, so that asking again does not make a second job."""
        answer = self.patiently("/api/v1/jobs", body=json.dumps(spec).encode(), headers={"Idempotency-Key": key})
        return json.loads(answer)["id"]

    def events(self, job):
        events, after = [], 0
        while after is not None:
            page = self.json(f"/api/v1/jobs/{job}/events?limit=1000&after={after}")
            events += page["events"]
            after = page["nextAfter"]
        return events


def ended(service, jobs):
    return all(service.json(f"/api/v1/jobs/{job}")["state"] in ENDED for job in jobs)


def java_home():
    """The folder of a JDK that can run Backspike."""
    return script("find-jdk")


def build():
    """Builds if sources changed; the folder of the newest build, laid out as deploy/build says."""
    return script("build", JAVA_HOME=java_home())


def script(name, **environment):
    done = subprocess.run([str(ROOT / "deploy" / name)], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **environment})
    if done.returncode != 0:
        raise Failure(f"deploy/{name} failed")  # it has said why
    return done.stdout.strip()
