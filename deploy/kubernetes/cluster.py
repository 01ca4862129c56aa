"""A real Kubernetes control plane on loopback addresses, whose nodes this program plays: it starts, as a process, what
the pods of workers would run, and says what has become of it."""
import base64
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request

from harness import LAUNCHER, Failure, free_port, wait

HERE = pathlib.Path(__file__).resolve().parent
SERVERS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
# The chart asks for it; the modules do not say it themselves.
VERSION = " ".join(f"-X k8s.io/component-base/version.git{name}={value}"
                   for name, value in (("Version", "v1.34.0"), ("Major", "1"), ("Minor", "34")))
HELM = "helm.sh/helm/v3/cmd/helm@v3.18.4"
NODES = {"cpu-0": 0, "cpu-1": 0, "gpu-0": 8}
GRACE = 30


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def needed(name, package):
    if not shutil.which(name):
        raise Failure(f"needs {name}: install {package}")


def programs(folder):
    """Builds what is missing, once."""
    go = shutil.which("go") or shutil.which("/usr/local/go/bin/go")
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in (*SERVERS, "helm") if not (folder / name).exists()]
    if missing and not go:
        raise Failure(f"needs Go 1.24 or later to build {', '.join(missing)}, or a folder with them (--programs)")
    for name in missing:
        print(f"builds {name}, once; the servers take about 8 minutes together", flush=True)
        environment = {**os.environ, "GOBIN": str(folder)}
        what = ["install", HELM] if name == "helm" else [
            "build", "-ldflags", VERSION, "-o", str(folder / name), f"k8s.io/kubernetes/cmd/{name}"]
        if subprocess.run([go, *what], cwd=HERE / "control-plane", env=environment).returncode != 0:
            raise Failure(f"{name} could not be built")
    return folder


class Refused(Exception):
    """The API server does not do it; with its status and words."""

    def __init__(self, status, words):
        super().__init__(f"{status}: {words}")
        self.status = status


class Cluster:
    """etcd, the API server, the controllers and the scheduler."""

    def __init__(self, folder, programs):
        for name, package in (("etcd", "etcd-server"), ("openssl", "openssl"), ("kubectl", "kubernetes-client")):
            needed(name, package)
        self.folder, self.programs, self.processes = folder, programs, []
        folder.mkdir()
        # kept free until used, as far as that can be
        self.port, etcd, peer, controllers, scheduler = (free_port() for _ in range(5))
        self.base = f"https://127.0.0.1:{self.port}"
        self.admin = base64.urlsafe_b64encode(os.urandom(24)).decode()
        self.tls = ssl._create_unverified_context()
        subprocess.run(["openssl", "genrsa", "-out", str(folder / "sa.key"), "2048"], check=True, capture_output=True)
        tokens = folder / "tokens.csv"
        tokens.touch(0o600)
        tokens.write_text(f"{self.admin},admin,1,system:masters\n")
        self.kubeconfig = self.config("admin", self.admin, "default")
        self.start("etcd", shutil.which("etcd"), "--data-dir", f"{folder}/etcd",
                   "--listen-client-urls", f"http://127.0.0.1:{etcd}", "--advertise-client-urls",
                   f"http://127.0.0.1:{etcd}", "--listen-peer-urls", f"http://127.0.0.1:{peer}",
                   "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
                   "--initial-cluster", f"default=http://127.0.0.1:{peer}")
        self.start("kube-apiserver", f"{programs}/kube-apiserver", "--etcd-servers", f"http://127.0.0.1:{etcd}",
                   "--bind-address", "127.0.0.1", "--secure-port", str(self.port), "--cert-dir", f"{folder}/serving",
                   "--service-account-key-file", f"{folder}/sa.key",
                   "--service-account-signing-key-file", f"{folder}/sa.key",
                   "--service-account-issuer", "https://kubernetes.default.svc",
                   "--token-auth-file", str(tokens), "--authorization-mode", "RBAC",
                   "--service-cluster-ip-range", "10.0.0.0/24")
        wait("the API server's start", self.ready, 120)
        common = ["--kubeconfig", self.kubeconfig, "--leader-elect=false", "--bind-address", "127.0.0.1"]
        # Nodes that are played here send no heartbeats.
        self.start("kube-controller-manager", f"{programs}/kube-controller-manager", *common,
                   "--service-account-private-key-file", f"{folder}/sa.key", "--use-service-account-credentials=true",
                   "--secure-port", str(controllers), "--node-monitor-grace-period=24h")
        self.start("kube-scheduler", f"{programs}/kube-scheduler", *common, "--secure-port", str(scheduler))

    def start(self, name, program, *arguments):
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append(subprocess.Popen(
                [program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))

    def config(self, name, token, namespace):
        """A kubeconfig file."""
        path = self.folder / f"{name}.kubeconfig"
        path.touch(0o600)
        path.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "here",
            "clusters": [{"name": "here", "cluster": {"server": self.base, "insecure-skip-tls-verify": True}}],
            "users": [{"name": name, "user": {"token": token}}],
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": name, "namespace": namespace}}]}))
        return str(path)

    def call(self, method, path, body=None, token=None, kind="application/json"):
        """The answer of the API server; raises Refused."""
        request = urllib.request.Request(
            self.base + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token or self.admin}", "Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=20, context=self.tls) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as e:
            words = e.read().decode(errors="replace")
            try:
                words = json.loads(words)["message"]
            except (ValueError, KeyError):
                pass
            raise Refused(e.code, words) from e

    def patch(self, path, body):
        return self.call("PATCH", path, body, kind="application/merge-patch+json")

    def ready(self):
        for process in self.processes:
            if process.poll() is not None:
                raise Failure(f"{process.args[0]} has ended; see its log in {self.folder}")
        try:
            with urllib.request.urlopen(urllib.request.Request(
                    self.base + "/readyz", headers={"Authorization": f"Bearer {self.admin}"}),
                    timeout=5, context=self.tls) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def add_nodes(self):
        for name, gpus in NODES.items():
            has = {"cpu": "16", "memory": "64Gi", "pods": "100", "nvidia.com/gpu": str(gpus)}
            self.call("POST", "/api/v1/nodes", {
                "apiVersion": "v1", "kind": "Node",
                "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "accelerator": "h200" if gpus else "none"}}})
            self.patch(f"/api/v1/nodes/{name}/status", {"status": {
                "capacity": has, "allocatable": has,
                "conditions": [{"type": "Ready", "status": "True", "reason": "Played", "lastHeartbeatTime": now(),
                                "lastTransitionTime": now()}]}})
        wait("the nodes", lambda: not any(
            node["spec"].get("taints") for node in self.call("GET", "/api/v1/nodes")["items"]), 60)

    def kubectl(self, *arguments, data=None):
        return self.run(["kubectl", *arguments], data)

    def helm(self, *arguments):
        return self.run([str(self.programs / "helm"), *arguments])

    def run(self, command, data=None):
        home = {name: str(self.folder / name.lower()) for name in ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME")}
        done = subprocess.run(command, input=data, capture_output=True, text=True, timeout=180,
                              env={**os.environ, "KUBECONFIG": self.kubeconfig, **home})
        if done.returncode != 0:
            raise Failure(f"{' '.join(command[:4])} ...: {done.stderr.strip()}")
        return done.stdout

    def kill(self):
        """Ends the servers, etcd last."""
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Pod:
    """The process of a pod."""

    def __init__(self, name, process):
        self.name, self.process = name, process
        self.reason = None
        self.told_at = None

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass  # it has ended


class Nodes:
    """Plays the agents of all nodes in a namespace: runs workers, and reports about them. Pods of other kinds are said to
    run."""

    def __init__(self, cluster, namespace, folder):
        self.cluster, self.namespace, self.folder = cluster, namespace, folder
        # What the cluster's name service would answer.
        self.names = {}
        self.pods = {}
        self.seen = {}
        self.addresses = 0
        self.fault = None
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while not self.ending.wait(0.2):
            try:
                self.look()
                self.fault = None
            except Exception as e:  # noqa: BLE001 - reported by the scenario that waits
                self.fault = e

    def look(self):
        current = {}
        for pod in self.cluster.call("GET", f"/api/v1/namespaces/{self.namespace}/pods")["items"]:
            name = pod["metadata"]["name"]
            current[name] = pod
            if pod["metadata"].get("deletionTimestamp"):
                self.delete(pod)
            elif not pod["spec"].get("nodeName"):
                continue
            elif name not in self.seen:
                self.begin(pod)
            elif name in self.pods:
                self.report(pod, self.pods[name])
        for name in [name for name in self.pods if name not in current]:
            self.pods.pop(name).signal(signal.SIGKILL)

    def path(self, name):
        return f"/api/v1/namespaces/{self.namespace}/pods/{name}"

    def status(self, name, **status):
        try:
            # Conditions of others stay.
            self.cluster.call("PATCH", self.path(name) + "/status", {"status": status},
                              kind="application/strategic-merge-patch+json")
        except Refused as e:
            if e.status != 404:
                raise

    def begin(self, pod):
        name = pod["metadata"]["name"]
        self.addresses += 1
        address = f"127.0.{1 + self.addresses // 200}.{1 + self.addresses % 200}"
        container = pod["spec"]["containers"][0]
        if pod["metadata"]["labels"].get("app.kubernetes.io/name") == "backspike-worker" and container["name"] == "worker":
            mounted = self.mount(pod, container)
            if mounted is None:
                return  # its secret is not there yet
            self.pods[name] = Pod(name, self.process(pod, container, mounted, address))
        self.seen[name] = pod
        self.status(
            name, phase="Running", podIP=address, podIPs=[{"ip": address}], startTime=now(),
            conditions=[{"type": kind, "status": "True", "lastTransitionTime": now()}
                        for kind in ("PodScheduled", "Initialized", "ContainersReady", "Ready")],
            containerStatuses=[self.container(container, {"running": {"startedAt": now()}}, ready=True)])

    @staticmethod
    def container(container, state, ready=False):
        return {"name": container["name"], "image": container["image"], "imageID": container["image"], "ready": ready,
                "started": ready, "restartCount": 0, "state": state}

    def mount(self, pod, container):
        """The volumes of the container as folders, by the paths at which it has them; None while a secret is missing."""
        root = self.folder / pod["metadata"]["name"]
        volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
        mounted = {}
        for mount in container["volumeMounts"]:
            volume = volumes[mount["name"]]
            target = root / mount["mountPath"].lstrip("/")
            target.mkdir(parents=True, exist_ok=True)
            for file, content in self.files(volume).items():
                (target / file).touch(0o600)
                (target / file).write_bytes(content)
            mounted[mount["mountPath"]] = str(target)
        return mounted if all("secret" not in volumes[mount["name"]] or os.listdir(mounted[mount["mountPath"]])
                              for mount in container["volumeMounts"]) else None

    def files(self, volume):
        kind = "secrets" if "secret" in volume else "configmaps" if "configMap" in volume else None
        if kind is None:
            return {}
        source = volume.get("secret") or volume["configMap"]
        try:
            stored = self.cluster.call("GET", f"/api/v1/namespaces/{self.namespace}/{kind}/"
                                       + (source.get("secretName") or source["name"]))
        except Refused as e:
            if e.status != 404:
                raise
            return {}
        data = {key: base64.b64decode(value) if kind == "secrets" else value.encode()
                for key, value in stored.get("data", {}).items()}
        items = source.get("items")
        return {item["path"]: data[item["key"]] for item in items} if items else data

    def environment(self, pod, container, mounted):
        """What the pod says, with its volumes and names where they are here."""
        environment = {}
        for variable in container["env"]:
            source = variable.get("valueFrom", {})
            field = source.get("fieldRef", {}).get("fieldPath", "")
            if field == "metadata.name":
                value = pod["metadata"]["name"]
            elif field.startswith("metadata.labels['"):
                value = pod["metadata"]["labels"][field.split("'")[1]]
            elif source:
                raise Failure(f"the pod asks for {source}, which is not played here")
            else:
                value = variable.get("value", "")
            environment[variable["name"]] = self.here(value, mounted)
        return environment

    def here(self, text, mounted):
        for there, here in sorted(mounted.items(), reverse=True):
            text = text.replace(f"{there}/", f"{here}/")
        for there, here in self.names.items():
            text = text.replace(there, here)
        return text

    def process(self, pod, container, mounted, address):
        environment = self.environment(pod, container, mounted)
        name = pod["metadata"]["name"]
        # A container has the limits of its memory and its processors, and an address of its own.
        limit = container["resources"]["limits"]
        environment["JDK_JAVA_OPTIONS"] += f" -XX:MaxRAM={mebibytes(limit['memory'])}m"
        environment |= {"BACKSPIKE_WORKER_GANG_ADDRESS": address, "BACKSPIKE_DATASETS_CACHE": mounted["/data"],
                        "SERVER_ADDRESS": "127.0.0.1"}
        with open(self.folder / f"{name}.log", "wb") as log:
            return subprocess.Popen(
                [LAUNCHER, "worker", "--api", environment["BACKSPIKE_WORKER_API"]], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
                env={**{key: value for key, value in os.environ.items() if not key.startswith("BACKSPIKE_")},
                     **environment})

    def report(self, pod, played):
        """How the process has ended."""
        code = played.process.poll()
        if code is None:
            return
        self.pods.pop(played.name)
        exit_status = 128 - code if code < 0 else code
        reason = played.reason or ("Completed" if exit_status == 0 else "Error")
        container = pod["spec"]["containers"][0]
        self.status(played.name, phase="Succeeded" if exit_status == 0 else "Failed",
                    conditions=[{"type": "Ready", "status": "False", "lastTransitionTime": now()}],
                    containerStatuses=[self.container(container, {"terminated": {
                        "exitCode": exit_status, "reason": reason, "startedAt": now(), "finishedAt": now()}})])

    def delete(self, pod):
        """Ends the process with notice, and then the pod."""
        name = pod["metadata"]["name"]
        self.seen[name] = pod
        played = self.pods.get(name)
        if played and played.process.poll() is None:
            if played.told_at is None:
                played.told_at = time.monotonic()
                played.signal(signal.SIGTERM)
            elif time.monotonic() - played.told_at > GRACE:
                played.signal(signal.SIGKILL)
            return
        if played:
            self.report(pod, played)
        elif not pod["status"].get("phase") in ("Succeeded", "Failed"):
            # What the agent of a node says of a pod that never ran.
            self.status(name, phase="Failed")
        try:
            self.cluster.call("DELETE", self.path(name), {"gracePeriodSeconds": 0})
        except Refused as e:
            if e.status != 404:
                raise

    def kill(self, name, reason):
        """As the kernel or the agent of the node does it."""
        self.pods[name].reason = reason
        self.pods[name].signal(signal.SIGKILL)

    def evict(self, name):
        """By the agent of a node that is short of memory."""
        self.pods.pop(name).signal(signal.SIGKILL)
        self.status(name, phase="Failed", reason="Evicted", message="The node was low on resource: memory.")

    def close(self):
        self.ending.set()
        self.thread.join(10)
        for pod in list(self.pods.values()):
            pod.signal(signal.SIGKILL)
            pod.process.wait()


def mebibytes(quantity):
    for unit, factor in (("Gi", 1024), ("Mi", 1)):
        if quantity.endswith(unit):
            return int(quantity[:-len(unit)]) * factor
    raise Failure(f"a quantity of memory in Mi or Gi is expected, not {quantity}")
