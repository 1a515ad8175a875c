#!/usr/bin/env python3
"""What dashboards ask, beside VictoriaMetrics and graphite-web with whisper, in turns: panels of ten series over a day, one series over a year, a
thousand series over an hour, all with points of 10 s. VictoriaMetrics is asked for the means of the same buckets, and not to take them from its
cache of results. Each request comes over HTTP, one behind the other. What the first seconds give is told apart: a server of dashboards runs for months,
and some compile themselves in their first half minute. "answer from memory" is a server that has the very bytes of `/render` at hand and only sends
them, as they were or with their length before them: nobody can be faster here with this client. Six and a half minutes."""
import argparse
import os
import random
import socket
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import history  # noqa: E402
import machine  # noqa: E402
import servers  # noqa: E402
from from_memory import FromMemory, is_complete, raw, whole  # noqa: E402
from graphite_web import GraphiteWeb  # noqa: E402

STEP = 10
DAY, HOUR = 86_400, 3_600


class Case:
    """What is asked for: series with a name before their number, so many at once."""

    def __init__(self, title, name, groups, series, span, points):
        self.title, self.name, self.groups, self.series, self.span, self.points = title, name, groups, series, span, points

    def step(self):
        return max(STEP, -(-self.span // self.points))

    def batches(self, end, key):
        """Of short decimals, as most of what is measured; each series in order of time."""
        for group in range(self.groups):
            for number in range(self.series):
                dice, value = random.Random(group * 1000 + number), 50.0
                batch = []
                for second in range(end - self.span + STEP, end + 1, STEP):
                    value = min(100.0, max(0.0, value + dice.gauss(0, 1)))
                    batch.append((key(self.name, group, number), second, "%.2f" % value))
                    if len(batch) == 100_000:
                        yield batch
                        batch = []
                yield batch


def cases(options):
    return (Case("20 panels, 10 series, 24 h", "panel", 20, 10, DAY, 800), Case("1 series, %d days" % options.days, "year", 1, 1, options.days * DAY, 1000),
            Case("1,000 series, 1 h", "hour", 1, 1000, HOUR, 800))


def dotted(name, group, number):
    return "%s.%d.%d" % (name, group, number)


def tagged(name, group, number):
    return "%s,g=%d,s=%d" % (name, group, number)


def render(case, group, end):
    return "/render?format=json&from=%d&until=%d&maxDataPoints=%d&target=%s.%d.*" % (end - case.span, end, case.points, case.name, group)


def query(case, group, end):
    return "/v1/query?key=%s.%d.*&start=%d&finish=%d&max_points=%d" % (case.name, group, end - case.span, end, case.points)


def query_range(case, group, end):
    expression = 'avg_over_time(%s_value{g="%d"}[%ds])' % (case.name, group, case.step())
    return "/api/v1/query_range?nocache=1&query=%s&start=%d&end=%d&step=%d" % (urllib.parse.quote(expression), end - case.span, end, case.step())


SERVERS = ((history.Leela, dotted, {"`/render`": render, "`/v1/query`": query}), (history.Victoria, tagged, {"`query_range`": query_range}),
           (GraphiteWeb, dotted, {"`/render`": render}))


ROOM = memoryview(bytearray(16 << 20))


def ask(port, path):
    """A connection of its own for each, since graphite-web keeps none. The answer is taken as it comes, into room that is there: http.client makes
    new room for each chunk and puts them together behind, which takes 12 ms for 7 MB in 35 chunks, more than some servers."""
    begin = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: identity\r\n\r\n" % path.encode())
        size = connection.recv_into(ROOM)
        while not is_complete(ROOM, size):
            more = connection.recv_into(ROOM[size:])
            if more == 0:
                break
            size += more
    took = time.perf_counter() - begin
    if bytes(ROOM[:13]).split(b" ")[1] != b"200":
        raise SystemExit("%s: %s" % (path, bytes(ROOM[:400])))
    if size < 1000:
        raise SystemExit("%s: holds nothing: %s" % (path, bytes(ROOM[:size])))
    return took * 1e3, size


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=int, default=365, help="of the one long series")
    arguments.add_argument("--seconds", type=float, default=5, help="that each is asked in each of its turns")
    arguments.add_argument("--warmup", type=float, default=6, help="seconds that each is asked before its first turn of a case")
    arguments.add_argument("--first-warmup", type=float, default=20, help="the same of the first case")
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--port", type=int, default=29660)
    options = arguments.parse_args()
    servers.install()
    print("\n".join("- " + line for line in machine.description()))
    end = int(time.time()) // HOUR * HOUR
    running = []
    try:
        for number, (kind, key, ways) in enumerate(SERVERS):
            server = kind(options.port + 5 * number)
            running.append((server, ways))
            for case in cases(options):
                server.load(case.batches(end, key))
        running.append(from_memory(running[0][0], cases(options), end))
        print("\n| what | server | asked | p50 ms | p99 ms | CPU ms | requests | bytes |\n| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
        for number, case in enumerate(cases(options)):
            table, cold = {}, {}
            for turn in range(options.rounds):
                for server, ways in running:
                    for way, path in ways.items():
                        paths = [path(case, group, end) for group in range(case.groups)]
                        if turn > 0:
                            ask_for(server, paths, 1)
                        elif number > 0:
                            ask_for(server, paths, options.warmup)
                        elif isinstance(server, FromMemory):
                            ask_for(server, paths, 1)
                        else:
                            cold[server.name, way] = ask_for(server, paths, options.seconds)
                            ask_for(server, paths, options.first_warmup - options.seconds)
                        turns = table.setdefault((server.name, way), Asked())
                        turns.add(ask_for(server, paths, options.seconds))
            for (name, way), asked in cold.items():
                asked.show(case.title + ", in the first seconds", name, way)
            for (name, way), asked in table.items():
                asked.show(case.title, name, way)
    finally:
        for server, _ in running:
            server.close()


def from_memory(leela, all_cases, end):
    """A server of what `/render` answers, and the ways to ask it for the two forms of that."""
    answers = {}
    for case in all_cases:
        for group in range(case.groups):
            path = render(case, group, end)
            answers["/sent" + path] = raw(leela.http_port, path)
            answers["/whole" + path] = whole(answers["/sent" + path])

    def way(form):
        return lambda case, group, end: form + render(case, group, end)
    return FromMemory(answers), {"`/render`'s bytes": way("/sent"), "the same in one piece": way("/whole")}


class Asked:
    """How long answers took, what CPU time they cost the server, and how long the last one was."""

    def __init__(self):
        self.times_ms, self.cpu_s, self.size = [], 0.0, 0

    def add(self, other):
        self.times_ms += other.times_ms
        self.cpu_s += other.cpu_s
        self.size = other.size

    def show(self, title, name, way):
        times = sorted(self.times_ms)
        print("| %s | %s | %s | %.1f | %.1f | %.1f | %d | %d |" % (title, name, way, times[len(times) // 2], times[int(len(times) * 0.99)],
              1e3 * self.cpu_s / len(times), len(times), self.size), flush=True)


def ask_for(server, paths, seconds):
    asked = Asked()
    before, until = machine.process_cpu_s(server.pid), time.monotonic() + seconds
    while time.monotonic() < until:
        took, asked.size = ask(server.http_port, paths[len(asked.times_ms) % len(paths)])
        asked.times_ms.append(took)
    asked.cpu_s = machine.process_cpu_s(server.pid) - before
    return asked


if __name__ == "__main__":
    main()
