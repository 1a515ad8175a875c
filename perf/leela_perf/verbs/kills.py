#!/usr/bin/env python3
"""kill -9 of a whole engine at random moments under load: is everything there that had reached the journal, and that arrived up to 100 ms
before, exactly once?

Each event has a place (series, second) and a value of its own, so that one that is missing, doubled or changed shows. The moments:

  load     seconds behind the start
  start    while it starts, what an earlier one left being read, or a moment later
  settle   when small chunks of the days that are over are merged, a second after the start
  write    right after history was written, around the flush of what was written to the disk

The engine's own counters lie in a mapped file, which outlives it. Two of them say what must be there:

  journalled   what it had counted as written to the journal when it was killed. Each of these must be there, whatever the machine had to do.
  arrived      what it had counted as read from its socket 100 ms before: what stood in the kernel's queue has not arrived. Between the
               socket and the journal lie a batch and the ring, which a thread must run for. On a machine with more to do than it can,
               that may take longer: how long the journal did not grow at a stretch in these 100 ms is shown as "still", and how long a
               thread of the engine waited for a CPU, as the kernel tells, as "starved". Where one waited for more than 20 ms, what
               had arrived and not been journalled is told, but not held against the engine.

With a small journal limit all is written all the time, and nothing may be given up.
"""
import argparse
import json
import os
import random
import socket
import shutil
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from counters import Counters  # noqa: E402
from engine import Engine, wait_until  # noqa: E402

GRACE_S = 0.1
STARVED_S = 0.02
IN_DATAGRAM = 50
STEP_S = 10
DAYS = 300
COLUMNS = "%4s %6s %7s %8s %9s %9s %10s %9s %7s %6s %9s %10s %10s %8s %9s %9s"


class Sender(threading.Thread):
    """Sends rounds of one event for each series, at a rate; begins as soon as somebody listens."""

    def __init__(self, port, series, rate, first_round, start):
        super().__init__(daemon=True)
        self.port, self.series, self.rate, self.start_s = port, series, rate, start
        self.first = self.next = first_round * series
        self.is_ended = False

    def run(self):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        out.connect(("127.0.0.1", self.port))
        begin = None
        while not self.is_ended:
            if begin is not None:
                ahead = (self.next - self.first) / self.rate - (time.monotonic() - begin)
                if ahead > 0:
                    time.sleep(max(ahead, 0.001))
            end = self.next + IN_DATAGRAM
            text = "".join("gauge 9|kill.%04d %d %d.0;" % (i % self.series, i, self.start_s + i // self.series * STEP_S)
                           for i in range(self.next, end))
            if is_taken(out, text.encode()):
                self.next = end
                begin = begin or time.monotonic()
            elif begin is None:
                time.sleep(0.005)
            else:
                return


def is_taken(out, datagram):
    """Whether the kernel had a socket to put it into; on loopback it tells at once."""
    try:
        out.send(datagram)
    except ConnectionRefusedError:
        return False
    return out.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


class Kills:
    """One data folder, and the engines that are killed over it one after the other."""

    def __init__(self, options, limit, dice):
        self.options, self.limit, self.dice = options, limit, dice
        self.folder = tempfile.mkdtemp(prefix="leela-kills-")
        self.start_s = int(time.time()) // 86400 * 86400 - DAYS * 86400
        self.round = self.ready_s = self.lost = self.excused = self.longest_still_ms = 0
        self.seen = bytearray()
        self.engine = self.start()

    def start(self, is_awaited=True):
        begin = time.monotonic()
        engine = Engine(self.options.port, folder=self.folder, more='journal_limit = "%s"\n' % self.limit,
                        java_opts=self.options.java_opts, is_awaited=is_awaited)
        if is_awaited:
            self.ready_s = time.monotonic() - begin
        return engine

    def kill(self, number):
        """One kill, and what the next engine finds; one line."""
        moment = self.dice.choice(("load", "start", "settle", "write"))
        if moment in ("start", "settle"):
            self.engine.kill()
            self.engine = self.start(is_awaited=moment == "settle")
        sender = Sender(self.engine.udp, self.options.series, self.options.rate, self.round, self.start_s)
        begin = time.monotonic()
        sender.start()
        self.pause(moment)
        arrived, drops = self.arrived()
        waits = CpuWaits(self.engine.pid)
        still_s = self.watch_journal(GRACE_S)
        starved_s = waits.longest_s()
        self.engine.kill()
        journalled = self.journalled()
        after = time.monotonic() - begin
        sender.is_ended = True
        sender.join()
        self.engine = self.start()
        self.engine.settle_storage()
        first, self.round = self.round, sender.next // self.options.series + 1
        there = self.check(first, self.round)
        # they arrive in the order in which they were sent, unless the kernel has dropped some
        def missing(count):
            return max(0, count - len(there)) if drops else len(set(range(sender.first, sender.first + count)) - there)
        unkept, lost = missing(journalled), missing(arrived)
        self.longest_still_ms = max(self.longest_still_ms, 1000 * still_s)
        self.lost += unkept
        if starved_s < STARVED_S:
            self.lost += max(0, lost - unkept)
        else:
            self.excused += max(0, lost - unkept)
        self.seen.extend(bytes(self.round * self.options.series - len(self.seen)))
        for event in there:
            self.seen[event] = 1
        settled = self.engine.counters
        wait_until(lambda: settled.open() == 0, 20, "the ledger balances")
        residual = ledger(settled)
        given_up = settled.family("journal.entries.discarded")
        print(COLUMNS % (number, self.limit, moment, "%.2f" % after, sender.next - sender.first, arrived, journalled,
              len(there), unkept, lost, "%.0f" % (1000 * still_s), "%.0f" % (1000 * starved_s), settled.of("journal.entries.recovered"), "%.1f" % self.ready_s, given_up, "balanced" if residual == 0 else residual), flush=True)
        if residual or given_up:
            raise SystemExit("LOST: the ledger is off by %d, %d were given up; see %s" % (residual, given_up, self.folder))

    def pause(self, moment):
        """Until 100 ms before the kill."""
        if moment == "load":
            time.sleep(self.dice.uniform(1, 4))
        elif moment == "start":
            time.sleep(self.dice.uniform(0, 1.3 * self.ready_s))
        elif moment == "settle":
            time.sleep(self.dice.uniform(0.3, 1.8))
        else:
            written, deadline = self.engine.counters.of("history.points.written"), time.monotonic() + 4
            while self.engine.counters.of("history.points.written") == written and time.monotonic() < deadline:
                time.sleep(0.005)
            time.sleep(self.dice.uniform(0, 1.5))

    def arrived(self):
        """Metrics that the engine has read, and datagrams that the kernel dropped before it."""
        counters = self.counters_of_engine()
        return (counters.of("metrics.received{source=udp}"), machine.udp_drops(self.engine.udp)) if counters else (0, 0)

    def counters_of_engine(self):
        """None as long as the engine has made none."""
        try:
            counters = Counters(os.path.join(self.folder, "data"))
        except (OSError, ValueError):
            return None
        return counters if counters.pid == self.engine.pid else None

    def journalled(self):
        """Metrics that came over UDP and that the engine, which is gone, had counted as written to its journal."""
        counters = self.counters_of_engine()
        return journalled(counters) if counters else 0

    def watch_journal(self, seconds):
        """Looks at the journal for so long; the longest stretch in which it did not grow."""
        counters, end = self.counters_of_engine(), time.monotonic() + seconds
        grown_at, longest, seen = time.monotonic(), 0, -1
        while (now := time.monotonic()) < end:
            appended = counters.of("journal.entries.appended") if counters else 0
            if appended != seen:
                seen, grown_at = appended, now
            longest = max(longest, now - grown_at)
            time.sleep(0.001)
        return longest

    def check(self, first_round, last_round):
        """Events found in these rounds, as their numbers; ends the run where one is wrong or there twice."""
        found = set()
        for key in range(self.options.series):
            last = -1
            for at, value in read_series(self.engine.http, "kill.%04d" % key, self.start_s + first_round * STEP_S,
                                         self.start_s + last_round * STEP_S - 1):
                number = (at - self.start_s) // STEP_S * self.options.series + key
                if value != number or at <= last:
                    raise SystemExit("kill.%04d at %s holds %s (expected: %d), after %s" % (key, at, value, number, last))
                last = at
                found.add(number)
        return found

    def end(self):
        """Everything once more, and once more when the engine was closed and small chunks have been merged."""
        missing = self.missing()
        self.engine.close()
        self.engine = self.start()
        merged = self.engine.counters
        wait_until(lambda: merged.of("embedded.disk.bytes") > 0, 120, "the days that are over were merged")
        missing = max(missing, self.missing())
        self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        print("limit %s: at the end %d events are there; of those seen after an earlier restart %d are missing; arrived and not yet journalled by starved "
              "engines: %d; the journal stood still for at most %.0f ms" % (self.limit, sum(self.seen) - missing, missing, self.excused,
                                                                            self.longest_still_ms), flush=True)
        if self.lost or missing:
            raise SystemExit("LOST: %d that were journalled or had arrived %d ms before a kill, %d later" % (self.lost, GRACE_S * 1000, missing))

    def missing(self):
        """How many of those seen before are not there any more."""
        there = self.check(0, self.round)
        return sum(self.seen) - sum(self.seen[event] for event in there)


class CpuWaits:
    """How long threads that a metric needs waited for a CPU since construction: the engine's, and those that stop them for the collector."""

    NAMES = ("leela-", "VM Thread", "GC Thread")

    def __init__(self, pid):
        self.pid, self.begin, self.before = pid, time.monotonic(), self.read(pid)

    def read(self, pid):
        """Seconds on a CPU, seconds waited for one, and whether it wants one now, by thread."""
        found = {}
        for task in os.listdir("/proc/%d/task" % pid):
            folder = "/proc/%d/task/%s/" % (pid, task)
            try:
                if machine.read(folder + "comm").startswith(self.NAMES):
                    ran, waited = machine.read(folder + "schedstat").split()[:2]
                    found[task] = int(ran) / 1e9, int(waited) / 1e9, machine.read(folder + "stat").rsplit(")", 1)[1].split()[0] == "R"
            except (FileNotFoundError, ProcessLookupError):
                pass
        return found

    def longest_s(self):
        longest, now = 0, self.read(self.pid)
        for task, (ran, waited, is_runnable) in now.items():
            before = self.before.get(task, (0, 0, True))
            longest = max(longest, waited - before[1])
            if is_runnable and before[2]:
                # a wait that has not ended is not counted by the kernel yet
                longest = max(longest, time.monotonic() - self.begin - (ran - before[0]))
        return longest


def journalled(counters):
    """At least so many of the metrics from UDP, which the journal has in the order in which they came: the engine's own lie between them."""
    return max(0, counters.of("journal.entries.appended") - counters.of("metrics.received{source=self}"))


def read_series(http, key, first_s, last_s):
    url = "http://127.0.0.1:%d/v1/%s?start=%d&finish=%d" % (http, key, first_s, last_s)
    try:
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)["results"][key]["series"]
    except urllib.error.HTTPError as refused:
        if refused.code == 404:
            return []
        raise


def ledger(counters):
    """Entries that storage does not account for: emitted + recovered - stored - waiting - given up."""
    return (counters.of("metrics.emitted") + counters.of("journal.entries.recovered") - counters.of("journal.entries.stored") - counters.of("journal.entries.waiting")
            - counters.family("journal.entries.discarded"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--rate", type=int, default=50_000, help="events a second")
    arguments.add_argument("--series", type=int, default=200)
    arguments.add_argument("--limits", default="8GiB,8MiB", help="journal limits, each in a folder of its own for an equal part of the kills")
    arguments.add_argument("--java-opts", default="", help="further options of the engine's JVM")
    arguments.add_argument("--port", type=int, default=19500)
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = arguments.parse_args()
    dice = random.Random(options.seed)
    print("\n".join("- " + line for line in machine.description()))
    print("- seed %d, %d events/s over %d series" % (options.seed, options.rate, options.series))
    print(COLUMNS % ("kill", "limit", "moment", "after s", "sent", "arrived", "journalled", "there", "unkept", "lost", "still ms", "starved ms", "recovered", "ready s", "given up", "ledger"))
    limits, number = options.limits.split(","), 0
    for part, limit in enumerate(limits, 1):
        kills = Kills(options, limit, dice)
        while number < options.kills * part // len(limits):
            number += 1
            kills.kill(number)
        kills.end()
    print("nothing lost that was journalled or had arrived %d ms before a kill, nothing twice" % (GRACE_S * 1000))


if __name__ == "__main__":
    main()
