#!/usr/bin/env python3
"""Bytes a point on disk after compaction, beside InfluxDB and VictoriaMetrics with the same points."""
import argparse
import gzip
import os
import random
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import history  # noqa: E402
import machine  # noqa: E402
import servers  # noqa: E402

DAY = 86400
STEP_S = 10
SERIES = 100


def recorded(points, start):
    """A recording of collectd, an hour or less, again each day."""
    with gzip.open(os.path.join(machine.PERF, "data", "collectd-1s.csv.gz"), "rt", encoding="ascii") as file:
        series = [(line[0], line[2:]) for line in (text.strip().split(",") for text in file)]
    length = min(len(values) for _, values in series)
    sent = day = 0
    while sent < points:
        for minute in range(0, length, 60):
            # a rate has no value before its second reading, and InfluxDB takes no NaN
            batch = [(key, start + day * DAY + minute + i, value) for key, values in series
                     for i, value in enumerate(values[minute:minute + 60]) if value != "nan"]
            batch = batch[:points - sent]
            sent += len(batch)
            yield batch
            if sent >= points:
                return
        day += 1


def generated(points, start, next_value):
    """Some series, a value each 10 s."""
    for row in range(0, points // SERIES, 60):
        yield [("made.%03d" % key, start + (row + i) * STEP_S, repr(next_value(key))) for key in range(SERIES) for i in range(60)
               if row + i < points // SERIES]


def walks(points, start):
    dice = random.Random(1)
    at = [100.0] * SERIES

    def step(key):
        at[key] += dice.gauss(0, 1)
        return at[key]
    return generated(points, start, step)


def doubles(points, start):
    dice = random.Random(2)
    return generated(points, start, lambda key: dice.random())


DATA = {"recorded": recorded, "walks": walks, "doubles": doubles}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--points", type=int, default=10_000_000)
    arguments.add_argument("--data", nargs="*", choices=DATA, default=list(DATA))
    arguments.add_argument("--port", type=int, default=19540)
    options = arguments.parse_args()
    servers.install()
    print("\n".join("- " + line for line in machine.description()))
    print("%-10s %-22s %10s %12s %14s %8s" % ("data", "server", "points", "bytes", "bytes a point", "load s"))
    for data in options.data:
        start = int(time.time()) // DAY * DAY - 150 * DAY
        for kind in history.SERVERS:
            server = kind(options.port)
            try:
                begin = time.monotonic()
                sent = server.load(DATA[data](options.points, start))
                took = time.monotonic() - begin
                server.compact()
                size = history.disk_bytes(server.folders())
                print("%-10s %-22s %10d %12d %14.3f %8.0f" % (data, server.name, sent, size, size / sent, took), flush=True)
            finally:
                server.close()


if __name__ == "__main__":
    main()
