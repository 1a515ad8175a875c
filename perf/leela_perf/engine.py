"""A whole engine in a folder of its own, started through ops/leela, and what can be read of it without disturbing it."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import machine
from counters import Counters

CONFIG = """
[leela]
node = "perf"
data_dir = "{folder}/data"
[engine]
{engine}
[udp]
port = {udp}
{doors}
[collectd]
port = {collectd}
{doors}
{packets}
[http]
port = {http}
[dmproc]
{dmproc}
[storage]
backend = "{storage}"
"""


class Engine:
    """Started on construction; close() ends it. What is in a folder that was given stays there, for another engine to take over. Where it
    is not awaited, it may not be ready yet."""

    def __init__(self, port, storage="embedded", engine="", doors="", packets="", dmproc="", java_opts="", folder=None, more="",
                 root=machine.ROOT, is_awaited=True):
        self.is_kept = folder is not None
        self.folder = folder or tempfile.mkdtemp(prefix="leela-perf-")
        self.udp, self.collectd, self.http = port, port + 1, port + 2
        config = os.path.join(self.folder, "leela.toml")
        with open(config, "w", encoding="ascii") as file:
            file.write(CONFIG.format(folder=self.folder, udp=self.udp, collectd=self.collectd, http=self.http, storage=storage,
                                     engine=engine, doors=doors, packets=packets, dmproc=dmproc) + more)
        self.gc_log = os.path.join(self.folder, "gc.log")
        self.stop_log = os.path.join(self.folder, "safepoint.log")
        self.java_opts = java_opts
        logs = "-Xlog:gc:file=%s -Xlog:safepoint:file=%s" % (self.gc_log, self.stop_log)
        environment = dict(os.environ, LEELA_JAVA_OPTS="%s %s" % (logs, java_opts))
        self.log = open(os.path.join(self.folder, "engine.log"), "a", encoding="utf-8")
        self.process = subprocess.Popen([os.path.join(root, "ops", "leela"), "run", "-c", config], stdout=subprocess.PIPE,
                                        stderr=self.log, env=environment, text=True)
        self.pid = self.process.pid
        self.helpers = []
        if is_awaited:
            # an option of the JVM may have it say something first
            if not any("ready" in line for line in self.process.stdout):
                raise SystemExit("the engine did not start; see " + self.log.name)
            self.counters = self.read_counters()

    def read_counters(self):
        return Counters(os.path.join(self.folder, "data"))

    def socket(self, name):
        return os.path.join(self.folder, "data", "run", name)

    def add_peer(self):
        """A multicast peer that reads."""
        peer = subprocess.Popen([machine.tool("peer"), self.socket("timeline-multicast"), os.path.join(self.folder, "peer")],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.helpers.append(peer)
        self.wait_for("multicast.peers.live{mode=multicast}", 1)

    def add_queries(self, count=1, regex="^bench|^host", pipeline="window 60 (mean)"):
        """Standing queries whose clients, one process in C, read what they give and throw it away; %06d in the regex is a query's number."""
        clients = subprocess.Popen([machine.tool("clients"), self.socket("dmproc-proc"), str(count), regex, pipeline],
                                   stdout=subprocess.PIPE, text=True)
        if clients.stdout.readline() != "ready\n":
            raise SystemExit("the queries were not started")
        self.helpers.append(clients)
        return clients

    def wait_for(self, counter, value):
        wait_until(lambda: self.counters.of(counter) == value, 120, "%s is %d" % (counter, value))

    def target(self, format):
        """blast's options that lead to the door for this format."""
        if format == "unix":
            return ["-u", self.socket("timeline-databus")]
        return ["-t", "127.0.0.1:%d" % (self.collectd if format == "collectd" else self.udp)]

    def marks(self):
        of = self.counters.of
        rejected = self.counters.family("metrics.rejected")
        return {"accepted": self.counters.received() - rejected, "rejected": rejected,
                "dropped": machine.udp_drops(self.udp) + machine.udp_drops(self.collectd), "emitted": of("metrics.emitted"),
                "multicast_lost": of("multicast.datagrams.lost{mode=multicast}"), "multicast_sent": of("multicast.datagrams.sent{mode=multicast}"), "proc_lost": of("proc.events.lost"),
                "results": of("queries.results")}

    def level(self):
        return self.counters.of("ring.backlog")

    def settle(self, timeout=60):
        """Waits until the ring is empty and nothing more arrives."""
        last = [-1, time.monotonic()]

        def still():
            seen = self.counters.received() + self.counters.of("metrics.emitted")
            if seen != last[0]:
                last[:] = [seen, time.monotonic()]
            return time.monotonic() - last[1] > 0.3
        wait_until(still, timeout, "the engine has taken in what was sent")

    def settle_storage(self):
        """Waits until the batcher has read all of the journal."""
        self.wait_for("history.entries.unread", 0)

    def figures(self, before, millions):
        """How far storage was behind, how long it took to read all of the journal, and the CPU seconds a million with that."""
        unread, started = self.counters.of("history.entries.unread"), time.monotonic()
        self.settle_storage()
        return {"unread": unread, "catch_up_s": time.monotonic() - started,
                "cpu_stored": (machine.process_cpu_s(self.pid) - before.total_s) / millions}

    def stops(self):
        """Causes and milliseconds of all stops so far: whatever all threads stand still for, the collector's pauses among them, and the time
        until they do, which the collector's log leaves out."""
        return stops(machine.read(self.stop_log))

    def stops_ms(self):
        return [ms for _, ms in self.stops()]

    def heap_after_gc_mb(self):
        """What each collection since the start left in the heap."""
        return heap_after_gc_mb(machine.read(self.gc_log))

    def kill(self):
        """As a crash would end it."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def close(self):
        for helper in self.helpers:
            helper.send_signal(signal.SIGTERM)
            helper.wait()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()
        if not self.is_kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def stops(log):
    """By a log of safepoints, whichever the JDK."""
    return [(cause, int(ns) / 1e6) for cause, ns in re.findall(r'Safepoint "(\w+)".*Total: +(\d+) ns', log)]


def told(stops_ms):
    """How many, and the longest."""
    return "%d, the longest %.1f ms" % (len(stops_ms), max(stops_ms)) if stops_ms else "none"


def heap_after_gc_mb(log):
    """What each collection left, as a collector's log tells with -Xlog:gc: 230M->45M(790M)."""
    return [float(left) for left in re.findall(r"\b\d+M->(\d+)M\(\d+M\)", log)]


def wait_until(condition, timeout, what):
    """Looks every 10 ms; a measurement whose condition never comes true is none."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("gave up after %d s waiting until %s" % (timeout, what))
        time.sleep(0.01)
