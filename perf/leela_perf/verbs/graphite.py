#!/usr/bin/env python3
"""Leela beside VictoriaMetrics and carbon-cache on the same Graphite lines over TCP. Each server runs all the time and gets the same lines in
turns, over two connections; what is told is the rate until the server has closed both, which it does when it has read all, and the CPU of the
server until its work is done. carbon, which is slow, gets one part in ten. That nothing is lost is looked up where a server counts it."""
import argparse
import contextlib
import os
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
import peers  # noqa: E402
import servers  # noqa: E402
from engine import Engine  # noqa: E402

SERIES = 1000
SECOND = b"@@@@@@@@@@"
# values repeat behind so many seconds
PATTERNS = 16
SECONDS_A_PART = 5
RECEIVED = "metrics.received{source=graphite}"


def rendered():
    """A line a series, for a second that is to be put in."""
    return ["".join("servers.web-%03d.cpu.total.usage%d %.2f %s\n" % (
        series // 10, series % 10, (series * 7 + pattern * 617) % 10000 / 100, SECOND.decode()) for series in range(SERIES)).encode()
        for pattern in range(PATTERNS)]


def send(port, parts):
    """Sends all, and waits until the server has closed its side."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        for part in parts:
            client.sendall(part)
        client.shutdown(socket.SHUT_WR)
        if client.recv(1):
            raise SystemExit("port %d answered" % port)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=5, help="of each server (%(default)s)")
    arguments.add_argument("--points", type=float, default=1, help="in each turn, in millions (%(default)s)")
    arguments.add_argument("--warm", type=int, default=30, help="turns before those that count: compilers take their time (%(default)s)")
    arguments.add_argument("--alone", action="store_true", help="no other server")
    arguments.add_argument("--threads", action="store_true", help="also tell which threads of the engine take the CPU")
    arguments.add_argument("--java-opts", default="", help="of the engine")
    arguments.add_argument("--port", type=int, default=21300, help="first of twenty ports (%(default)s)")
    options = arguments.parse_args()
    if not options.alone:
        servers.install()
    machine.build_perf()
    print("# Graphite lines over TCP beside VictoriaMetrics and carbon\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- `%s`: %d series; median (lowest-highest) of %d turns, behind %d that do not count\n" % (
        machine.command(), SERIES, options.turns, options.warm))
    print("| what | server | M points/s | CPU s a million points |\n| --- | --- | --- | --- |")
    with contextlib.ExitStack() as running:
        port = options.port + 5
        engine = running.enter_context(Engine(options.port, java_opts=options.java_opts,
                                              more="[graphite]\nenabled = true\nport = %d\npickle_port = %d\n" % (port, port + 1)))
        ports, served = {"leela": port}, [peers.Peer("leela", engine)]
        if not options.alone:
            victoria = running.enter_context(servers.Victoria(options.port + 10))
            carbon = running.enter_context(servers.Carbon(options.port + 15))
            ports.update({"victoria-metrics": victoria.port, "carbon": carbon.port})
            served += [peers.Peer("victoria-metrics", victoria), peers.Peer("carbon", carbon, 10)]
        parts, count = rendered(), max(peers.CONNECTIONS * 10, int(options.points * 1e6 / SERIES / SECONDS_A_PART))
        next_second = [int(time.time()) - (options.turns + options.warm + 1) * count * SECONDS_A_PART]

        def make():
            begin = next_second[0]
            next_second[0] += count * SECONDS_A_PART
            return [b"".join(parts[second % PATTERNS].replace(SECOND, b"%d" % second) for second in range(first, first + SECONDS_A_PART))
                    for first in range(begin, next_second[0], SECONDS_A_PART)]

        found = peers.measure(served, "graphite over TCP", options.turns, options.warm, SERIES * SECONDS_A_PART, make,
                              lambda peer, several: send(ports[peer.name], several))
        sent = (options.turns + options.warm) * count * SERIES * SECONDS_A_PART
        print("\n- Of %d points sent leela counts %d" % (sent, engine.counters.of(RECEIVED)) + (
            "" if options.alone else ", victoria-metrics %d" % victoria.accepted()))
        if options.threads:
            print("- Of the engine's threads: " + served[0].told_threads())
        if not options.alone:
            print("- " + peers.verdict("graphite over TCP", found))


if __name__ == "__main__":
    main()
