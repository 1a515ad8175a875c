#!/usr/bin/env python3
"""Another server, from Debian's package, beside Leela in one run: the highest rate without loss and the CPU it takes. collectd and influxdb get
the same collectd packets as Leela; victoria-metrics (Graphite lines) and netdata (statsd gauges) the same series and values in their own text.
All run all the time and are searched in turns, since a shared machine is not as fast in one minute as in the next."""
import argparse
import contextlib
import os
import statistics
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
import servers  # noqa: E402
from engine import Engine  # noqa: E402
from load import Load, keep, spread, summary  # noqa: E402


def leela(port, has_query, has_peer):
    engine = Engine(port)
    if has_peer:
        engine.add_peer()
    if has_query:
        engine.add_queries()
    return engine


def warm(server, format, options):
    load = Load(server, format, options.series, options.per_datagram, options.seconds)
    load.warm_up()
    return load


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("server", choices=servers.SERVERS)
    arguments.add_argument("--series", type=int, default=1000)
    arguments.add_argument("--per-datagram", type=int, default=0, help="metrics in each; 0: as many as fit into 1.4 kB (%(default)s)")
    arguments.add_argument("--receive-buffer", type=int, default=32, help="MiB for the other server's sockets; as many as Leela asks for (%(default)s)")
    arguments.add_argument("--searches", type=int, default=5, help="of each server, in turns; the median is taken (%(default)s)")
    arguments.add_argument("--seconds", type=float, default=2, help="at each rate (%(default)s)")
    arguments.add_argument("--json", help="file that gets the result as a line")
    arguments.add_argument("--port", type=int, default=21100, help="first of twenty ports (%(default)s)")
    options = arguments.parse_args()
    servers.install()
    machine.build_perf()
    other = servers.SERVERS[options.server]
    print("# Leela beside %s\n" % other.name)
    with machine.unix_queues(), servers.receive_buffers(options.receive_buffer), contextlib.ExitStack() as running:
        compare(options, other, running)


def compare(options, other, running):
    """All servers run until the stack is closed."""
    format, door = ("collectd", "collectd") if other.format == "collectd" else ("leela", "text")
    print("\n".join("- " + line for line in machine.description()))
    print("- `%s`: %d series, %g s a rate; median (lowest-highest) of %d searches" % (
        machine.command(), options.series, options.seconds, options.searches))
    print("- Leela: default configuration, storage embedded; with one query over all series, and with a reading multicast peer too\n")
    print("| server | M metrics/s without loss | CPU s a million | metrics a datagram | peak RSS MB |\n| --- | --- | --- | --- | --- |")
    others = "%s, %s" % (other.name, other.format)
    loads = {others: warm(running.enter_context(other(options.port + 15)), other.format, options)}
    for i, (what, has_query, has_peer) in enumerate((("storage", False, False), ("and a query", True, False), ("and a peer", True, True))):
        engine = running.enter_context(leela(options.port + 5 * i, has_query, has_peer))
        loads["leela, %s, %s" % (door, what)] = warm(engine, format, options)
    found = {name: [] for name in loads}
    for _ in range(options.searches):
        for name, load in loads.items():
            found[name].append(load.search())
    for name, shots in found.items():
        print("| %s | %s | %s | %.0f | %.0f |" % (name, spread(shots, "rate", "%.3f", 1e6), spread(shots, "cpu"), shots[0]["per_datagram"],
                                                  machine.memory_mb(loads[name].server.pid)[1]))
    keep(options.json, dict(kind="compare", server=other.name, per_datagram=options.per_datagram,
                            servers={name: summary(shots) for name, shots in found.items()}))
    theirs = found.pop(others)
    for name, shots in found.items():
        print("\n%s: rate %.2f times, CPU a million %.3f times that of %s, the median of what each turn gave." % (
            name, *[statistics.median(shot[key] / beside[key] for shot, beside in zip(shots, theirs)) for key in ("rate", "cpu")], other.name))


if __name__ == "__main__":
    main()
