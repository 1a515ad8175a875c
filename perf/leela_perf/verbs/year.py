#!/usr/bin/env python3
"""A year of one series, a point each 10 s, read in one request from an engine with a small heap: is it streamed?"""
import argparse
import http.client
import os
import re
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import history  # noqa: E402
import machine  # noqa: E402

STEP_S = 10
YEAR_S = 365 * 86400


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--heap", default="256m")
    arguments.add_argument("--readers", type=int, default=4, help="at once")
    arguments.add_argument("--port", type=int, default=19580)
    options = arguments.parse_args()
    print("\n".join("- " + line for line in machine.description("-Xmx" + options.heap)))
    end = int(time.time()) // STEP_S * STEP_S
    points = YEAR_S // STEP_S
    server = history.Leela(options.port, java_opts="-Xmx" + options.heap)
    try:
        server.load([("year", end - (points - 1 - i) * STEP_S, "%.2f" % (i % 8640 / 86.4)) for i in range(at, min(at + 10_000, points))]
                    for at in range(0, points, 10_000))
        before = machine.memory_mb(server.pid)[0]
        begin = time.monotonic()
        path = server.paths("year", end - (points - 1) * STEP_S, end, STEP_S)["range"]
        connections = [http.client.HTTPConnection("127.0.0.1", server.http_port) for _ in range(options.readers)]
        for connection in connections:
            connection.request("GET", path)
        answers = [connection.getresponse() for connection in connections]
        sizes, values = [0] * len(answers), [0] * len(answers)
        left = set(range(len(answers)))
        while left:
            for i in list(left):
                part = answers[i].read(1 << 16)
                sizes[i] += len(part)
                # each value's list begins with one bracket, the outer list with two
                values[i] += part.count(b"[")
                if not part:
                    left.remove(i)
        took = time.monotonic() - begin
        heap = [int(mb) for mb in re.findall(r"->(\d+)M\(", machine.read(server.engine.gc_log))]
        rss, peak = machine.memory_mb(server.pid)
        print("readers %d: each %s values (expected %d), %s bytes, in %.1f s" % (options.readers, sorted({v - 1 for v in values}), points,
                                                                                sorted(set(sizes)), took))
        print("heap after a collection: at most %d MB; RSS before %.0f MB, after %.0f MB, peak %.0f MB" % (max(heap, default=0), before, rss, peak))
        if any(v - 1 != points for v in values):
            raise SystemExit("not all of the year came")
    finally:
        server.close()


if __name__ == "__main__":
    main()
