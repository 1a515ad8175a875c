#!/usr/bin/env python3
"""kill -9 of a whole engine at random moments under load: is everything there that arrived up to 100 ms before, exactly once?

Each event has a place (series, second) and a value of its own, so that one that is missing, doubled or changed shows.
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
from engine import Engine, wait_until  # noqa: E402

GRACE_S = 0.1
IN_DATAGRAM = 50


class Sender(threading.Thread):
    """Sends rounds of one event for each series, at a rate; notes when each datagram had been handed to the kernel."""

    def __init__(self, port, series, rate, first_round, start):
        super().__init__(daemon=True)
        self.port, self.series, self.rate, self.start_s = port, series, rate, start
        self.next = first_round * series
        self.log = []
        self.is_ended = False

    def run(self):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        out.connect(("127.0.0.1", self.port))
        begin, first = time.monotonic(), self.next
        while not self.is_ended:
            ahead = (self.next - first) / self.rate - (time.monotonic() - begin)
            if ahead > 0:
                time.sleep(max(ahead, 0.001))
            end = self.next + IN_DATAGRAM
            text = "".join("gauge 9|kill.%04d %d %d.0;" % (i % self.series, i, self.start_s + i // self.series) for i in range(self.next, end))
            try:
                out.send(text.encode())
            except ConnectionRefusedError:
                return
            self.next = end
            self.log.append((time.monotonic(), end))

    def sent_before(self, moment):
        """Events handed to the kernel before a moment."""
        return max((end for at, end in self.log if at <= moment), default=None)


def read_series(http, key, first_s, last_s):
    url = "http://127.0.0.1:%d/v1/%s?start=%d&finish=%d" % (http, key, first_s, last_s)
    try:
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)["results"][key]["series"]
    except urllib.error.HTTPError as refused:
        if refused.code == 404:
            return []
        raise


def check(engine, options, start_s, first_round, last_round):
    """Events found in these rounds, as their numbers; ends the run where one is wrong or there twice."""
    found = set()
    for key in range(options.series):
        last = -1
        for at, value in read_series(engine.http, "kill.%04d" % key, start_s + first_round, start_s + last_round):
            number = (at - start_s) * options.series + key
            if value != number or at <= last:
                raise SystemExit("kill.%04d at %s holds %s (expected: %d), after %s" % (key, at, value, number, last))
            last = at
            found.add(number)
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--rate", type=int, default=100_000, help="events a second")
    arguments.add_argument("--series", type=int, default=1000)
    arguments.add_argument("--port", type=int, default=19500)
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = arguments.parse_args()
    dice = random.Random(options.seed)
    print("\n".join("- " + line for line in machine.description()))
    print("- seed %d, %d events/s over %d series" % (options.seed, options.rate, options.series))
    print("%4s %8s %10s %10s %10s %12s %9s %9s %8s" % ("kill", "after s", "sent", "due", "there", "lost of due", "recovered", "ready s", "ledger"))
    folder = tempfile.mkdtemp(prefix="leela-kills-")
    start_s = int(time.time()) - 10 * 86400
    seen = set()
    total_lost_due = first_round = 0
    engine = Engine(options.port, folder=folder)
    for kill in range(1, options.kills + 1):
        sender = Sender(engine.udp, options.series, options.rate, first_round, start_s)
        run_s = dice.uniform(1, 4)
        sender.start()
        time.sleep(run_s)
        moment = time.monotonic()
        engine.kill()
        sender.is_ended = True
        sender.join()
        due = sender.sent_before(moment - GRACE_S)
        begin = time.monotonic()
        engine = Engine(options.port, folder=folder)
        ready = time.monotonic() - begin
        engine.settle_storage()
        last_round = sender.next // options.series + 1
        there = check(engine, options, start_s, first_round, last_round)
        expected = set(range(first_round * options.series, due))
        lost = expected - there
        total_lost_due += len(lost)
        settled = engine.counters
        wait_until(lambda: settled.open() == 0, 20, "the ledger balances")
        recovered = settled.of("journal.entries.recovered")
        print("%4d %8.2f %10d %10d %10d %12d %9d %9.1f %8s" % (kill, run_s, sender.next - first_round * options.series, len(expected), len(there),
              len(lost), recovered, ready, "balanced" if ledger(settled) == 0 else ledger(settled)), flush=True)
        seen |= there
        first_round = last_round
    there = check(engine, options, start_s, 0, first_round)
    missing = seen - there
    engine.close()
    shutil.rmtree(folder, ignore_errors=True)
    print("at the end %d events are there; of those seen after an earlier restart %d are missing" % (len(there), len(missing)))
    if total_lost_due or missing:
        raise SystemExit("LOST: %d that had arrived %d ms before a kill, %d later" % (total_lost_due, GRACE_S * 1000, len(missing)))
    print("nothing lost that had arrived %d ms before a kill, nothing twice" % (GRACE_S * 1000))


def ledger(counters):
    """Entries that storage does not account for: emitted + recovered - stored - waiting - given up."""
    given_up = counters.of("journal.entries.discarded{cause=disk}") + counters.of("journal.entries.discarded{cause=limit}") + counters.of("journal.entries.discarded{cause=damage}")
    return (counters.of("metrics.emitted") + counters.of("journal.entries.recovered") - counters.of("journal.entries.stored") - counters.of("journal.entries.waiting")
            - given_up)


if __name__ == "__main__":
    main()
