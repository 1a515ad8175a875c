#!/usr/bin/env python3
"""Is this checkout slower or faster than another? Both engines run all the time and are measured in turns, since a shared
machine is not as fast in one minute as in the next. The other may be of any version: its counters are read over HTTP.

  perf/bench versus ../before          a checkout that was built (ops/build builds it)
"""
import argparse
import os
import statistics
import sys
import tempfile
import types

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from counters import Exposed  # noqa: E402
from engine import Engine  # noqa: E402
from load import Load  # noqa: E402
from verbs import latency  # noqa: E402

CPU_RATE = 500_000
KINDS = {"unix": "databus", "leela": "UDP text", "collectd": "collectd"}


class OneOfTwo(Engine):
    """An engine of either checkout."""

    def read_counters(self):
        return Exposed(self.http)


def engine_rows(engine):
    """One round of one engine: figure to value."""
    figures = {}
    for kind, name in KINDS.items():
        load = engine.loads[kind]
        if kind == "unix":
            shot = load.shot(0, seconds=2)
            figures["databus, M metrics/s at full speed"] = shot["accepted_rate"] / 1e6
        else:
            shot = load.shot(CPU_RATE)
        figures["%s, CPU s a million metrics" % name] = shot["cpu"]
    folder = os.path.join(tempfile.mkdtemp(prefix="leela-perf-"), "run")
    options = types.SimpleNamespace(per_datagram=32, series=1000, seconds=4, port=engine.udp)
    _, percentiles = latency.run(engine, options, "100000", folder)
    for name, values in sorted(percentiles.items()):
        figures["%s, p50 us" % name.replace("-", " ")] = values[1]
        figures["%s, p99 us" % name.replace("-", " ")] = values[2]
    return figures


def start(port, root):
    engine = OneOfTwo(port, root=root)
    engine.loads = {kind: Load(engine, kind) for kind in KINDS}
    for load in engine.loads.values():
        load.shot(CPU_RATE, seconds=2)
        load.shot(0, seconds=2)
    return engine


def row(name, this, other):
    ratios = sorted(a / b for a, b in zip(this, other) if b)
    if not ratios:
        return "| %s | - | - | - |" % name
    return "| %s | %.3g | %.3g | %.2f (%.2f-%.2f) |" % (
        name, statistics.median(this), statistics.median(other), statistics.median(ratios), ratios[0], ratios[-1])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("other", help="folder of the other checkout")
    arguments.add_argument("--rounds", type=int, default=5, help="(%(default)s)")
    arguments.add_argument("--port", type=int, default=22000, help="first of eight ports (%(default)s)")
    options = arguments.parse_args()
    machine.build_perf()
    print("# This checkout beside another\n")
    print("\n".join("- " + line for line in machine.description("")))
    print("- %d rounds in turns; medians, and the ratio this / other round by round as median (lowest-highest)\n" % options.rounds)
    with machine.unix_queues(), start(options.port, machine.ROOT) as this, \
            start(options.port + 4, os.path.abspath(options.other)) as other:
        rounds = [(engine_rows(this), engine_rows(other)) for _ in range(options.rounds)]
    print("| figure | this | other | this / other |\n| --- | --- | --- | --- |")
    for name in rounds[0][0]:
        print(row(name, *([figures[name] for figures in side] for side in zip(*rounds))))


if __name__ == "__main__":
    main()
