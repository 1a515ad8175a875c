"""Servers that keep history, loaded with the same points over their fastest way in, and asked for them over HTTP."""
import functools
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

import machine
import servers
from engine import Engine, wait_until

AT_ONCE = 400


class Leela:
    name = "leela"

    def __init__(self, port, java_opts=""):
        self.folder = tempfile.mkdtemp(prefix="leela-history-")
        self.engine = Engine(port, folder=self.folder, java_opts=java_opts)
        self.http_port, self.pid = self.engine.http, self.engine.pid

    def load(self, batches):
        """Batches of (key, second, value as text)."""
        out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        out.connect(self.engine.socket("timeline-databus"))
        sent, before = 0, self.engine.counters.of("metrics.received{source=databus}")
        for batch in batches:
            for at in range(0, len(batch), AT_ONCE):
                part = batch[at:at + AT_ONCE]
                out.send("".join(["event %d|%s %s %d.0;" % (len(key), key, value, second) for key, second, value in part]).encode())
                sent += len(part)
        wait_until(lambda: self.engine.counters.of("metrics.received{source=databus}") - before == sent, 60, "all is received")
        self.engine.settle_storage()
        return sent

    def compact(self):
        """Ends the engine, and brings the store into its final form."""
        self.engine.close()
        classes = os.environ.get("LEELA_CLASSPATH") or build()
        subprocess.run(["java", "@" + os.path.join(machine.ROOT, "ops", "jvm.flags"), "-cp", classes, "leela.perf.storage.Compact",
                        os.path.join(self.folder, "data", "store")], check=True, cwd=machine.ROOT)

    def folders(self):
        return [os.path.join(self.folder, "data", "store")]

    def paths(self, key, start, end, step):
        return {"range": "/v1/%s?start=%d&finish=%d" % (key, start, end)}

    def close(self):
        if self.engine.process.poll() is None:
            self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class LineServer(servers.Server):
    """Takes Influx lines by HTTP."""

    def __init__(self, port):
        super().__init__(port)
        self.http_port = self.port2

    def is_up(self):
        try:
            self.get(self.ping)
            return True
        except OSError:
            return False

    def load(self, batches):
        out = http.client.HTTPConnection("127.0.0.1", self.port2)
        sent = 0
        for batch in batches:
            out.request("POST", "/write?db=perf&precision=s", "\n".join(["%s value=%s %d" % (key, value, second) for key, second, value in batch]))
            answer = out.getresponse()
            body = answer.read()
            if answer.status != 204:
                raise SystemExit("%s answers %d: %s" % (self.name, answer.status, body[:200]))
            sent += len(batch)
        return sent

    def settle_size(self):
        """Waits until what is on disk has not changed for a while."""
        last = [0, time.monotonic()]

        def still():
            size = disk_bytes(self.folders())
            if size != last[0]:
                last[:] = [size, time.monotonic()]
            return time.monotonic() - last[1] > 20
        wait_until(still, 600, "its compactions have ended")


class Influxdb(LineServer):
    name, ping = "influxdb 1.6", "/ping"

    def prepare(self):
        config = self.file("influxdb.conf", """
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
dir = "{folder}/meta"
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
cache-max-memory-size = "4g"
cache-snapshot-write-cold-duration = "3s"
compact-full-write-cold-duration = "5s"
max-series-per-database = 0
max-values-per-tag = 0
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:{port2}"
log-enabled = false
""")
        return ["/usr/bin/influxd", "-config", config], {}

    def load(self, batches):
        out = http.client.HTTPConnection("127.0.0.1", self.port2)
        out.request("POST", "/query?q=" + urllib.parse.quote("CREATE DATABASE perf"))
        out.getresponse().read()
        return super().load(batches)

    def compact(self):
        self.settle_size()

    def folders(self):
        return [os.path.join(self.folder, "data"), os.path.join(self.folder, "wal")]

    def paths(self, key, start, end, step):
        query = 'SELECT value FROM "%s" WHERE time >= %ds AND time <= %ds' % (key, start, end)
        return {"query": "/query?db=perf&epoch=s&q=" + urllib.parse.quote(query)}


class Victoria(LineServer):
    name, ping = "victoria-metrics 1.79", "/health"

    def prepare(self):
        return ["/usr/bin/victoria-metrics", "-storageDataPath=" + self.folder + "/data", "-httpListenAddr=127.0.0.1:%d" % self.port2,
                "-retentionPeriod=24", "-search.maxPointsPerTimeseries=100000", "-loggerLevel=WARN", "-search.latencyOffset=0s"], {}

    def load(self, batches):
        sent = super().load(batches)
        self.get("/internal/force_flush")
        return sent

    def compact(self):
        self.get("/internal/force_merge")
        self.settle_size()

    def folders(self):
        return [os.path.join(self.folder, "data")]

    def paths(self, key, start, end, step):
        name = urllib.parse.quote('{__name__="%s_value"}' % key)
        return {"export": "/api/v1/export?match[]=%s&start=%d&end=%d" % (name, start, end),
                "query_range": "/api/v1/query_range?query=%s&start=%d&end=%d&step=%d" % (name, start, end, step)}


SERVERS = (Leela, Influxdb, Victoria)


@functools.cache
def build():
    """Class path of perf, built."""
    subprocess.run(["mvn", "-q", "-B", "-pl", "perf", "-am", "-DskipTests", "package"], check=True, cwd=machine.ROOT, stdout=sys.stderr)
    return "perf/target/*:perf/target/lib/*"


def disk_bytes(folders):
    """What all files take on the disk; some are longer than what was written to them."""
    total = 0
    for top in folders:
        for folder, _, names in os.walk(top):
            for name in names:
                try:
                    total += os.stat(os.path.join(folder, name)).st_blocks * 512
                except FileNotFoundError:
                    pass
    return total
