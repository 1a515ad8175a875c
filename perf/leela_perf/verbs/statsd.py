#!/usr/bin/env python3
"""Leela beside netdata on the same datagrams of statsd: the highest rate without loss, and the CPU a value. Both bring values together in
windows of ten seconds. Both run all the time and are searched in turns, since a shared machine is not as fast in one minute as in the next."""
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
from load import Load, spread  # noqa: E402

SOURCE = "{source=statsd}"


class StatsdDoor:
    """An engine as Load drives it, by its door for statsd."""

    name = "leela"

    def __init__(self, engine, port):
        self.engine, self.port, self.pid = engine, port, engine.pid

    def target(self, _):
        return ["-t", "127.0.0.1:%d" % self.port]

    def marks(self):
        of = self.engine.counters.of
        return {"accepted": of("metrics.absorbed{cause=aggregated}"), "dropped": machine.udp_drops(self.port)}

    def level(self):
        return 0

    def figures(self, *_):
        return {}

    def settle(self):
        self.engine.settle()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=int, default=1000)
    arguments.add_argument("--type", choices=("gauge", "counter"), default="counter", help="of the values (%(default)s)")
    arguments.add_argument("--receive-buffer", type=int, default=32, help="MiB for netdata's socket; as many as Leela asks for (%(default)s)")
    arguments.add_argument("--searches", type=int, default=3, help="of each server, in turns; the median is taken (%(default)s)")
    arguments.add_argument("--seconds", type=float, default=2, help="at each rate (%(default)s)")
    arguments.add_argument("--port", type=int, default=21350, help="first of twenty ports (%(default)s)")
    options = arguments.parse_args()
    servers.install()
    machine.build_perf()
    print("# statsd beside netdata\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- `%s`: %d names, %g s a rate; median (lowest-highest) of %d searches\n" % (
        machine.command(), options.series, options.seconds, options.searches))
    print("| server | M values/s without loss | CPU s a million | values a datagram | peak RSS MB |\n| --- | --- | --- | --- | --- |")
    with servers.receive_buffers(options.receive_buffer), contextlib.ExitStack() as running:
        port = options.port + 5
        engine = running.enter_context(Engine(options.port, more="[statsd]\nenabled = true\nport = %d\n" % port))
        netdata = running.enter_context(servers.Netdata(options.port + 15))
        loads = {}
        for server in (StatsdDoor(engine, port), netdata):
            loads[server.name] = Load(server, "statsd", options.series, 0, options.seconds)
            loads[server.name].command += ["-g", options.type]
            loads[server.name].warm_up()
        found = {name: [] for name in loads}
        for _ in range(options.searches):
            for name, load in loads.items():
                found[name].append(load.search())
        for name, shots in found.items():
            print("| %s | %s | %s | %.0f | %.0f |" % (name, spread(shots, "rate", "%.3f", 1e6), spread(shots, "cpu", "%.3f"),
                                                      shots[0]["per_datagram"], machine.memory_mb(loads[name].server.pid)[1]))
        ours, theirs = found["leela"], found["netdata"]
        print("\n- statsd: %.2f times the rate, %.2f times the CPU a value of netdata, the median of what each turn gave" % tuple(
            statistics.median(one[key] / other[key] for one, other in zip(ours, theirs)) for key in ("rate", "cpu")))


if __name__ == "__main__":
    main()
