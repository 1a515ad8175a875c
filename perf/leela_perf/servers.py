"""Other servers, from Debian's packages, each in a folder of its own and tuned as far as it goes: a large receive buffer, and its own settings."""
import json
import mmap
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request

import machine
from engine import wait_until

PACKAGES = {"/usr/sbin/collectd": "collectd-core", "/usr/bin/influxd": "influxdb",
            "/usr/bin/victoria-metrics": "victoria-metrics", "/usr/sbin/netdata": "netdata-core",
            "/usr/lib/python3/dist-packages/graphite/render/functions.py": "graphite-web", "/usr/bin/carbon-cache": "graphite-carbon"}


class Server:
    """A server as Load drives it; started on construction, close() ends it."""

    grace_s = 0.5  # what it has not taken in by then is backlog, not sustained
    name = None

    def __init__(self, port):
        self.port, self.port2 = port, port + 1
        self.folder = tempfile.mkdtemp(prefix="leela-perf-")
        self.log = open(os.path.join(self.folder, "log"), "wb")
        command, environment = self.prepare()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=self.folder, env=dict(os.environ, **environment))
        self.pid = self.process.pid
        try:
            wait_until(self.is_up, 30, self.name + " listens")
        except SystemExit:
            print(machine.read(self.log.name))
            self.close()
            raise

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text.format(folder=self.folder, port=self.port, port2=self.port2))
        return path

    def is_up(self):
        return any(int(line.split()[1].split(":")[1], 16) == self.port for line in machine.read("/proc/net/udp").splitlines()[1:])

    def target(self, _):
        return ["-t", "127.0.0.1:%d" % self.port]

    def marks(self):
        marks = {"dropped": machine.udp_drops(self.port)}
        accepted = self.accepted()
        return marks if accepted is None else dict(marks, accepted=accepted)

    def accepted(self):
        """What it says it took in; None where it is what the kernel did not drop."""
        return None

    def get(self, path):
        return urllib.request.urlopen("http://127.0.0.1:%d%s" % (self.port2, path), timeout=10).read().decode()

    def level(self):
        return 0

    def figures(self, *_):
        return {}

    def settle(self):
        time.sleep(self.grace_s)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Collectd(Server):
    name, format = "collectd", "collectd"

    def prepare(self):
        # one folder for both plugins, and no symbolic links: collectd loads none
        shutil.copy(machine.plugin("count_writes"), self.folder)
        shutil.copy("/usr/lib/collectd/network.so", self.folder)
        count = self.file("count", "\0" * 8)
        with open(count, "rb") as file:
            self.count = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)
        config = self.file("collectd.conf", """
Hostname "perf"
FQDNLookup false
BaseDir "{folder}"
PIDFile "{folder}/pid"
PluginDir "{folder}"
TypesDB "/usr/share/collectd/types.db"
WriteThreads 2
LoadPlugin network
LoadPlugin count_writes
<Plugin network>
  Listen "127.0.0.1" "{port}"
</Plugin>
""")
        return ["/usr/sbin/collectd", "-f", "-C", config], {"COUNT_WRITES": count}

    def accepted(self):
        return struct.unpack("=Q", self.count[:8])[0]


class Influxdb(Server):
    name, format = "influxdb", "collectd"
    grace_s = 1.6  # its batches wait for up to a second

    def prepare(self):
        config = self.file("influxdb.conf", """
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
dir = "{folder}/meta"
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
wal-fsync-delay = "100ms"
cache-max-memory-size = "4g"
cache-snapshot-memory-size = "256m"
max-series-per-database = 0
max-values-per-tag = 0
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:{port2}"
log-enabled = false
[[collectd]]
enabled = true
bind-address = "127.0.0.1:{port}"
batch-size = 20000
batch-pending = 50
batch-timeout = "1s"
typesdb = "/usr/share/collectd/types.db"
""")
        return ["/usr/bin/influxd", "-config", config], {}

    def accepted(self):
        parts = json.loads(self.get("/debug/vars"))
        return sum(int(part["values"].get("pointsTx", 0)) for name, part in parts.items() if name.startswith("collectd"))


class Victoria(Server):
    name, format = "victoria-metrics", "graphite"

    def prepare(self):
        return ["/usr/bin/victoria-metrics", "-storageDataPath=" + self.folder + "/data", "-httpListenAddr=127.0.0.1:%d" % self.port2,
                "-graphiteListenAddr=127.0.0.1:%d" % self.port, "-retentionPeriod=12", "-loggerLevel=WARN"], {}

    def accepted(self):
        rows = re.search(r'^vm_rows_inserted_total\{type="graphite"\} (\d+)', self.get("/metrics"), re.M)
        return int(rows[1]) if rows else 0


class Carbon(Server):
    """carbon-cache over whisper files, with no limit of its own to what it takes or writes."""

    name, format = "carbon", "graphite"

    def prepare(self):
        self.file("storage-schemas.conf", "[all]\npattern = .*\nretentions = 1s:1d\n")
        config = self.file("carbon.conf", """
[cache]
STORAGE_DIR = {folder}
LOCAL_DATA_DIR = {folder}/whisper
CONF_DIR = {folder}
LOG_DIR = {folder}
PID_DIR = {folder}
USER =
MAX_CACHE_SIZE = inf
MAX_UPDATES_PER_SECOND = inf
MAX_CREATES_PER_MINUTE = inf
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = {port}
ENABLE_UDP_LISTENER = False
PICKLE_RECEIVER_INTERFACE = 127.0.0.1
PICKLE_RECEIVER_PORT = 0
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = {port2}
CARBON_METRIC_INTERVAL = 0
LOG_UPDATES = False
LOG_CREATES = False
LOG_CACHE_HITS = False
LOG_LISTENER_CONN_SUCCESS = False
WHISPER_SPARSE_CREATE = True
""")
        return ["/usr/bin/carbon-cache", "--config=" + config, "--nodaemon", "start"], {}

    def is_up(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False


class Netdata(Server):
    """Aggregates gauges in memory; keeps no sample and no time."""

    name, format = "netdata", "statsd"

    def prepare(self):
        os.mkdir(self.folder + "/lib")
        config = self.file("netdata.conf", """
[global]
run as user = root
memory mode = ram
[directories]
lib = {folder}/lib
cache = {folder}
log = {folder}
home = {folder}
registry = {folder}
lock = {folder}
[web]
bind to = 127.0.0.1:{port2}
[ml]
enabled = no
[health]
enabled = no
[plugins]
timex = no
idlejitter = no
proc = no
diskspace = no
cgroups = no
tc = no
enable running new plugins = no
apps = no
charts.d = no
python.d = no
go.d = no
node.d = no
ebpf = no
ioping = no
fping = no
nfacct = no
perf = no
slabinfo = no
statsd = yes
[statsd]
enabled = yes
bind to = udp:127.0.0.1:{port}
default port = {port}
udp messages to process at once = 128
""")
        return ["/usr/sbin/netdata", "-D", "-u", "root", "-c", config], {}


SERVERS = {server.name: server for server in (Collectd, Influxdb, Victoria, Netdata)}


def install():
    """From Debian, what is missing; nothing of it is started as a service."""
    missing = [package for path, package in PACKAGES.items() if not os.path.exists(path)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise SystemExit("compare: %s needed, and only root may install; on Debian: apt-get install %s" % (", ".join(missing), " ".join(missing)))
    policy = "/usr/sbin/policy-rc.d"
    is_ours = not os.path.exists(policy)
    if is_ours:
        with open(os.open(policy, os.O_CREAT | os.O_WRONLY, 0o755), "w", encoding="ascii") as file:
            file.write("#!/bin/sh\nexit 101\n")
    try:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True, stdout=subprocess.DEVNULL,
                       env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    finally:
        if is_ours:
            os.remove(policy)


def receive_buffers(mib):
    """While it is open, the kernel gives so much to sockets that do not ask."""
    return machine.KernelSetting("net/core/rmem_default", mib << 20)
