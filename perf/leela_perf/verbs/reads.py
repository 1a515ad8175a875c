#!/usr/bin/env python3
"""History over HTTP, warm and over one connection that is kept, beside InfluxDB and VictoriaMetrics with the same points."""
import argparse
import http.client
import os
import random
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import history  # noqa: E402
import machine  # noqa: E402
import servers  # noqa: E402

# name: points, seconds between them
RANGES = {"a day of 10 s": (8_640, 10), "a month of 60 s": (43_200, 60)}


def batches(series, end):
    """Short decimals, as most of what collectd reads is; each series in order of time."""
    for number, (points, step) in enumerate(RANGES.values()):
        for key in range(series):
            dice, value = random.Random(key), 50.0
            batch = []
            for i in range(points):
                value = min(100.0, max(0.0, value + dice.gauss(0, 1)))
                batch.append(("reads.%d.%03d" % (number, key), end - (points - 1 - i) * step, "%.3f" % value))
            yield batch


def ask(connection, path):
    begin = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - begin
    if answer.status != 200:
        raise SystemExit("%s: %d %s" % (path, answer.status, body[:200]))
    return took * 1e3, body


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=int, default=20, help="of each kind; each request asks for one of them in turn")
    arguments.add_argument("--requests", type=int, default=200)
    arguments.add_argument("--warmup", type=float, default=45, help="seconds that each is asked before it is measured for the first time")
    arguments.add_argument("--rounds", type=int, default=3, help="times that the servers are measured in turn; the median round is told")
    arguments.add_argument("--port", type=int, default=19560)
    options = arguments.parse_args()
    servers.install()
    print("\n".join("- " + line for line in machine.description()))
    running = []
    end = int(time.time()) // 60 * 60
    try:
        for number, kind in enumerate(history.SERVERS):
            running.append(kind(options.port + 5 * number))
            running[-1].load(batches(options.series, end))
        print("%-16s %-22s %-12s %8s %10s %8s %8s %8s" % ("range", "server", "by", "values", "bytes", "p50 ms", "p99 ms", "max ms"))
        for number, (name, (points, step)) in enumerate(RANGES.items()):
            table = {}
            for turn in range(options.rounds):
                for server in running:
                    for by in server.paths("x", 0, 0, step):
                        table.setdefault((server.name, by), []).append(measure(server, by, number, points, step, end, options, turn))
            for (server, by), rounds in table.items():
                values, size, times = sorted(rounds, key=lambda one: one[2][int(len(one[2]) * 0.99)])[len(rounds) // 2]
                print("%-16s %-22s %-12s %8d %10d %8.2f %8.2f %8.2f" % (name, server, by, values, size, times[len(times) // 2],
                      times[int(len(times) * 0.99)], times[-1]), flush=True)
    finally:
        for server in running:
            server.close()


def measure(server, by, number, points, step, end, options, turn):
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port)
    paths = [server.paths("reads.%d.%03d" % (number, key), end - (points - 1) * step, end, step)[by] for key in range(options.series)]
    asked, warm = 0, time.monotonic() + (options.warmup if turn == 0 else 1)
    while time.monotonic() < warm:
        ask(connection, paths[asked % len(paths)])
        asked += 1
    answers = [ask(connection, paths[i % len(paths)]) for i in range(options.requests)]
    connection.close()
    body = answers[0][1]
    # every value has three digits behind the point, or fewer where they are zeros: a comma ends each but the last
    values = body.count(b"[1") if by != "export" else body.split(b'"timestamps"')[0].count(b",") - 1
    return values, len(body), sorted(took for took, _ in answers)


if __name__ == "__main__":
    main()
