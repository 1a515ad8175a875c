#!/usr/bin/env python3
"""Resident memory beside VictoriaMetrics, with the same series in one run: idle, with 100,000 series and with 1 million, a point each 10 s.

Leela is measured with each JDK that is given, and there also what stops it: the longest safepoint while the first 100,000 series are made, while
the million is made, and afterwards. A safepoint is what all threads stand for, the collector's pauses among them; the time until they stand counts.
Resident is what the kernel says at the end of a phase, and at its highest. Files that are mapped count as resident, as the kernel counts them.
"""
import argparse
import contextlib
import os
import re
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
import servers  # noqa: E402
from engine import Engine, wait_until  # noqa: E402

STEP_S = 10
COLUMNS = "| %-34s | %-20s | %6s | %6s | %7s | %9s | %9s | %7s | %6s |"
MOST_IDLE_MB, MOST_RATIO, MOST_PAUSE_MS = 150, 1.5, 20


class Leela(Engine):
    """An engine with a JDK of its own, that tells what stopped it."""

    format = "leela"

    def __init__(self, port, jdk, java_opts):
        self.jdk = jdk
        with environment(JAVA_HOME=jdk):
            super().__init__(port, java_opts=java_opts)
            told = subprocess.run([os.path.join(jdk, "bin", "java"), "-version"], stderr=subprocess.PIPE, text=True, check=True).stderr
        self.name = "Leela, JDK " + re.search(r'version "([^"]+)"', told)[1]

    def taken(self):
        return self.counters.of("metrics.received{source=udp}")

    def series(self):
        return self.counters.of("series.live")


class Victoria(servers.Victoria):
    """As its package comes."""

    stops = None

    def taken(self):
        return self.accepted()

    def series(self):
        found = re.search(r"^vm_new_timeseries_created_total (\d+)", self.get("/metrics"), re.M)
        return int(found[1]) if found else 0


@contextlib.contextmanager
def environment(**values):
    before = dict(os.environ)
    os.environ.update({name: value for name, value in values.items() if value})
    yield
    os.environ.clear()
    os.environ.update(before)


class Phase:
    """Some time of one server, and the line for it."""

    def __init__(self, server):
        self.server, self.highest, self.is_ended = server, 0, threading.Event()
        self.stopped = len(server.stops()) if server.stops else 0
        self.cpu_s = machine.process_cpu_s(server.pid)
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while not self.is_ended.wait(0.2):
            self.highest = max(self.highest, machine.memory_mb(self.server.pid)[0])

    def end(self, what, drops=0):
        """RSS at the end and the longest stop in milliseconds."""
        self.is_ended.set()
        self.thread.join()
        server, rss = self.server, machine.memory_mb(self.server.pid)[0]
        stops = sorted((ms, cause) for cause, ms in server.stops()[self.stopped:]) if server.stops else []
        longest = stops[-1] if stops else (0, "")
        print(COLUMNS % (server.name, what, "%.0f" % rss, "%.0f" % max(rss, self.highest), "%.1f" % (machine.process_cpu_s(server.pid) - self.cpu_s),
                         server.series(), "%.1f %s" % (longest[0], longest[1][:12]) if server.stops else "-", len(stops) if server.stops else "-",
                         drops), flush=True)
        return rss, longest[0]


def blast(server, series, points, rate, first_s):
    """Points of so many series one after the other; datagrams that the kernel dropped meanwhile."""
    port = server.udp if server.format == "leela" else server.port
    drops, before = machine.udp_drops(port), server.taken()
    subprocess.run([machine.tool("blast"), "-t", "127.0.0.1:%d" % port, "-f", server.format, "-k", str(series), "-n", str(points), "-r", str(rate),
                    "-D", str(2 * points / rate + 10), "-d", str(STEP_S), "-T", str(first_s)], check=True, stdout=subprocess.DEVNULL)
    drops = machine.udp_drops(port) - drops
    if not drops:
        wait_until(lambda: server.taken() - before >= points, 60, "%s has taken what was sent" % server.name)
    return drops


def measure(server, options):
    """All phases of one server: RSS idle, with few and with many series, and the longest stop while these were made."""
    phase = Phase(server)
    time.sleep(options.idle)
    found = {"idle": phase.end("idle for %d s" % options.idle)[0]}
    at = int(time.time()) - 2 * 3600
    for series in options.series:
        phase = Phase(server)
        drops = blast(server, series, series, options.rate, at)
        _, found["stop %d" % series] = phase.end("%d made" % series, drops)
        phase, rounds = Phase(server), max(1, options.seconds // STEP_S)
        drops = blast(server, series, rounds * series, series // STEP_S, at + STEP_S)
        found[series], _ = phase.end("each 10 s, %d s" % options.seconds, drops)
        at += (rounds + 1) * STEP_S
    phase = Phase(server)
    time.sleep(options.idle)
    phase.end("nothing for %d s" % options.idle)
    return found


def judge(name, found, beside, options):
    few = options.series[0]
    stop = max(ms for what, ms in found.items() if str(what).startswith("stop"))
    for what, figure, limit in (("MB idle", found["idle"], MOST_IDLE_MB), ("times VictoriaMetrics with %d series" % few, found[few] / beside[few], MOST_RATIO),
                                ("ms for the longest stop while series are made", stop, MOST_PAUSE_MS)):
        print("- %s: %.1f %s (to reach: %g): %s" % (name, figure, what, limit, "met" if figure <= limit else "NOT MET"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--jdk", action="append", help="home of a JDK; may be given again (the one that ops/leela finds)")
    arguments.add_argument("--series", type=int, nargs="*", default=[100_000, 1_000_000])
    arguments.add_argument("--rate", type=int, default=50_000, help="new series a second (%(default)s)")
    arguments.add_argument("--seconds", type=int, default=60, help="with all series (%(default)s)")
    arguments.add_argument("--idle", type=int, default=20, help="seconds without anything (%(default)s)")
    arguments.add_argument("--java-opts", default="", help="further options of the engine's JVM")
    arguments.add_argument("--port", type=int, default=19580)
    options = arguments.parse_args()
    if not os.path.exists("/usr/bin/victoria-metrics"):
        servers.install()
    print("\n".join("- " + line for line in machine.description(options.java_opts)))
    print()
    print(COLUMNS % ("server", "phase", "RSS MB", "at most", "CPU s", "series", "stop ms", "stops", "drops"))
    print(re.sub("[^|]", "-", COLUMNS % ((" ",) * 9)), flush=True)
    results = {}
    with servers.receive_buffers(4), Victoria(options.port) as victoria:
        beside = measure(victoria, options)
    for jdk in options.jdk or [os.environ.get("JAVA_HOME") or os.path.dirname(os.path.dirname(os.path.realpath("/usr/bin/javac")))]:
        with Leela(options.port, jdk, options.java_opts) as leela:
            results[leela.name] = measure(leela, options)
    print()
    for name, found in results.items():
        judge(name, found, beside, options)


if __name__ == "__main__":
    main()
