#!/usr/bin/env python3
"""A whole engine with its history in a real Cassandra that goes away under load, or loses one node of three.

  perf/bench outage stop    the one node is stopped in its tracks (SIGSTOP) for a minute
  perf/bench outage kill    the one node is killed (kill -9), and started again a minute later
  perf/bench outage nodes   one of three nodes is killed, with three replicas at LOCAL_QUORUM; a reader goes on reading

Each event has a place (series, second) and a value that follows from it. At the end the engine is closed, and what it stored is read by
another engine with an empty folder: from the cluster, that is.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import cassandra  # noqa: E402
import machine  # noqa: E402
from engine import Engine, wait_until  # noqa: E402

COLUMNS = "%-22s %8s %9s %9s %8s %14s %12s %9s %7s %7s %9s"


class Watch(threading.Thread):
    """Reads the counters each second."""

    NAMES = ("metrics.emitted", "history.points.written", "history.points.held", "journal.entries.waiting", "history.entries.unread", "cassandra.nodes.up", "history.writes.failed",
             "cassandra.writes.retried")

    def __init__(self, engine):
        super().__init__(daemon=True)
        self.counters, self.rows, self.is_ended = engine.counters, [], False

    def run(self):
        begin, count = time.monotonic(), 0
        while not self.is_ended:
            row = {name: self.counters.of(name) for name in self.NAMES}
            row["at"] = time.monotonic()
            self.rows.append(row)
            count += 1
            time.sleep(max(0, begin + count - time.monotonic()))

    def phase(self, name, begin, end):
        """One line: events a second over the phase and in its slowest two seconds, and what became of storage meanwhile."""
        rows = [row for row in self.rows if begin <= row["at"] <= end]
        pairs = list(zip(rows, rows[2:]))
        slowest = min((b["metrics.emitted"] - a["metrics.emitted"]) / (b["at"] - a["at"]) for a, b in pairs)
        first, last = rows[0], rows[-1]
        seconds = last["at"] - first["at"]
        print(COLUMNS % (name, "%.0f" % seconds, "%.0f" % ((last["metrics.emitted"] - first["metrics.emitted"]) / seconds), "%.0f" % slowest,
                         max(row["history.entries.unread"] for row in rows), last["history.points.held"], last["journal.entries.waiting"],
                         "%.0f" % ((last["history.points.written"] - first["history.points.written"]) / seconds),
                         last["history.writes.failed"] - first["history.writes.failed"],
                         last["cassandra.writes.retried"] - first["cassandra.writes.retried"],
                         "%d-%d" % (min(row["cassandra.nodes.up"] for row in rows), max(row["cassandra.nodes.up"] for row in rows))), flush=True)


    def tell_drained(self, marks):
        """What is held in memory until its chunk is full or ten minutes old comes and goes; what the outage left over it is the backlog."""
        usual = max(row["history.points.held"] for row in self.rows if row["at"] <= marks[1])
        left = [row["at"] for row in self.rows if row["at"] >= marks[2] and row["history.points.held"] > usual]
        print("backlog: no more is held than before the outage (at most %d points) from %.0f s after its end on" % (
            usual, left[-1] + 1 - marks[2] if left else 0))


class Reader(threading.Thread):
    """Reads the history of one series after the other, ten times a second."""

    def __init__(self, engine, options, start_s):
        super().__init__(daemon=True)
        self.engine, self.options, self.start_s, self.is_ended, self.results = engine, options, start_s, False, []

    def run(self):
        count = 0
        while not self.is_ended:
            begin = time.monotonic()
            try:
                read_series(self.engine.http, count % self.options.series, self.start_s, self.start_s + 100_000)
                outcome = "read"
            except (urllib.error.HTTPError, OSError):
                outcome = "refused"
            self.results.append((begin, time.monotonic() - begin, outcome))
            count += 1
            time.sleep(0.1)

    def tell(self, name, begin, end):
        of = [(took, outcome) for at, took, outcome in self.results if begin <= at <= end]
        took = sorted(seconds for seconds, _ in of)
        refused = sum(outcome != "read" for _, outcome in of)
        print("reads %-18s %d, refused %d, median %.0f ms, slowest %.0f ms" % (name, len(of), refused, 1000 * took[len(took) // 2], 1000 * took[-1]))


def read_series(http, key, first_s, last_s):
    name = "bench.m%06d" % key
    with urllib.request.urlopen("http://127.0.0.1:%d/v1/%s?start=%d&finish=%d" % (http, name, first_s, last_s)) as answer:
        return json.load(answer)["results"][name]["series"]


def value(key, number):
    """What blast sends for a series in a round."""
    return 10 + key % 90 + number % 10 / 10


def verify(engine, options, start_s, rounds):
    """Reads every series; how many events are there, and how many are missing or wrong."""
    there = bad = 0
    for key in range(options.series):
        found = {at: what for at, what in read_series(engine.http, key, start_s, start_s + rounds)}
        expected = {start_s + number: value(key, number) for number in range(rounds)}
        there += sum(1 for at, what in expected.items() if at in found and abs(found[at] - what) < 1e-9)
        bad += sum(1 for at in found if at not in expected)
    return there, options.series * rounds - there, bad


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=["stop", "kill", "nodes"])
    arguments.add_argument("--rate", type=int, default=50_000, help="events a second")
    arguments.add_argument("--series", type=int, default=1000)
    arguments.add_argument("--before", type=int, default=40, help="seconds under load before the outage")
    arguments.add_argument("--outage", type=int, default=60, help="seconds")
    arguments.add_argument("--after", type=int, default=50, help="seconds under load after it")
    arguments.add_argument("--port", type=int, default=19150, help="of the engine; Cassandra has those 20 and 21 below")
    options = arguments.parse_args()
    machine.tool("blast")
    print("\n".join("- " + line for line in machine.description()))
    folder = tempfile.mkdtemp(prefix="leela-cassandra-")
    count = 3 if options.what == "nodes" else 1
    nodes = []
    try:
        for number in range(1, count + 1):
            nodes.append(cassandra.Node(folder, number, options.port - 20, "256m" if count == 3 else "512m", count))
            nodes[-1].start()
        measure(options, folder, nodes)
    finally:
        for node in nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def measure(options, folder, nodes):
    more = cassandra.configuration(nodes, len(nodes))
    for name in ("here", "there"):
        os.mkdir(os.path.join(folder, name))
    engine = Engine(options.port, storage="cassandra", folder=os.path.join(folder, "here"), more=more)
    wait_until(lambda: engine.counters.of("cassandra.nodes.up") == len(nodes), 60, "the engine sees all nodes")
    seconds = options.before + options.outage + options.after
    rounds = options.rate * seconds // options.series
    start_s = int(time.time()) - 20 * 86400
    start_s -= start_s % 60
    load = subprocess.Popen([machine.tool("blast"), "-t", "127.0.0.1:%d" % engine.udp, "-f", "leela", "-k", str(options.series), "-n",
                             str(rounds * options.series), "-r", str(options.rate), "-D", str(seconds * 2), "-T", str(start_s), "-p", "8192"],
                            stdout=subprocess.PIPE)
    wait_until(lambda: engine.counters.received() > 0, 60, "the load begins")
    watch = Watch(engine)
    watch.start()
    reader = Reader(engine, options, start_s)
    if options.what == "nodes":
        reader.start()
    marks = [time.monotonic()]
    sleep_until(marks[0] + options.before)
    marks.append(time.monotonic())
    victim = nodes[-1]
    victim.stop() if options.what == "stop" else victim.kill()
    sleep_until(marks[1] + options.outage)
    marks.append(time.monotonic())
    if options.what == "stop":
        victim.resume()
    else:
        victim.start()
    sent = json.loads(load.communicate()[0])
    marks.append(time.monotonic())
    watch.is_ended = reader.is_ended = True
    watch.join()
    engine.settle()
    engine.settle_storage()
    print(COLUMNS % ("", "seconds", "events/s", "slowest", "unread", "held in memory", "in journal", "stored/s", "failed", "resent", "nodes up"))
    for name, begin, end in zip(("before", {"stop": "stopped", "kill": "killed", "nodes": "one of three killed"}[options.what], "after"),
                                marks, marks[1:]):
        watch.phase(name, begin, end)
        if options.what == "nodes":
            reader.tell(name, begin, end)
    watch.tell_drained(marks)
    dropped = machine.udp_drops(engine.udp)
    received, open_ = engine.counters.received(), engine.counters.open()
    begin = time.monotonic()
    engine.close()
    print("sent %d, received %d, kernel drops %d, ledger open %d; closing wrote the rest in %.1f s" % (sent["sent_metrics"], received, dropped, open_,
          time.monotonic() - begin))
    again = Engine(options.port, storage="cassandra", folder=os.path.join(folder, "here"), more=more)
    print("started again: %d entries wait in the journal" % again.counters.of("journal.entries.recovered"))
    again.close()
    other = Engine(options.port, storage="cassandra", folder=os.path.join(folder, "there"), more=more)
    there, missing, bad = verify(other, options, start_s, rounds)
    other.close()
    print("another engine, with an empty folder, reads %d events: %d missing or wrong, %d that nobody sent" % (there, missing, bad))
    if missing or bad or dropped or received != sent["sent_metrics"]:
        raise SystemExit("LOST")
    print("nothing lost")


def sleep_until(moment):
    time.sleep(max(0, moment - time.monotonic()))


if __name__ == "__main__":
    main()
