#!/usr/bin/env python3
"""The engine and collectd's own server side by side: the same packets, in the clear, signed and encrypted; the highest rate with less than
0.1 % loss, and CPU seconds per million values. collectd listens with its network plugin and hands all values to a plugin that only counts
them (no csv, two write threads); the engine stores nothing unless --storage says so."""
import argparse
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from collectd import PASSWORD, SERVER, USER, Collectd, Pool, Replay, receive_buffer  # noqa: E402
from engine import Engine  # noqa: E402
from load import median  # noqa: E402

LEVELS = ("none", "sign", "encrypt")
GOALS = {"none": 10, "sign": 5, "encrypt": 3}
TYPES_DB = "/usr/share/collectd/types.db"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--level", choices=LEVELS, action="append", help="only this level; may be given again")
    arguments.add_argument("--series", type=int, default=1000)
    arguments.add_argument("--searches", type=int, default=3, help="of each server and level, in turn; the medians count")
    arguments.add_argument("--seconds", type=float, default=3, help="of one shot")
    arguments.add_argument("--storage", choices=("none", "embedded"), default="none", help="the engine's")
    arguments.add_argument("--port", type=int, default=20100)
    options = arguments.parse_args()
    if not os.path.exists(SERVER):
        raise SystemExit("collectd: no %s; on Debian: apt-get install collectd-core" % SERVER)
    print("\n".join("- " + line for line in machine.description()))
    with receive_buffer(4 << 20) as granted:
        print("- net.core.rmem_default: %d; %d series, shots of %g s, engine's storage %s" % (granted, options.series, options.seconds, options.storage))
        print("\n| level | server | highest rate, values/s | loss | CPU s per million | cores | ratio of rates | of CPU |\n" + "| --- " * 8 + "|", flush=True)
        for level in options.level or LEVELS:
            compare(level, options)


def compare(level, options):
    folder = tempfile.mkdtemp(prefix="leela-collectd-")
    try:
        auth = os.path.join(folder, "auth")
        with open(auth, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write("%s: %s\n" % (USER, PASSWORD))
        packets = 'security_level = "%s"\nauth_file = "%s"\ntypes_db = ["%s"]' % (level, auth, TYPES_DB)
        pool = Pool(os.path.join(folder, "pool"), level, options.series)
        with Engine(options.port, storage=options.storage, packets=packets) as engine:
            ours = Replay(pool, options.seconds, EngineTarget(engine))
            ours.warm_up()
            theirs = Replay(pool, options.seconds, Collectd(folder, options.port + 10, level, auth))
            found = [(theirs.highest(), ours.highest()) for _ in range(options.searches)]
            if engine.counters.open():
                raise SystemExit("the engine's ledger does not balance: %d" % engine.counters.open())
        report(level, [shots[0] for shots in found], [shots[1] for shots in found])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(level, theirs, ours):
    for name, shots in (("collectd", theirs), ("leela", ours)):
        ratios = " | "
        if shots is ours:
            ratios = "%.1f (to reach: %d) | %.1f" % (median(ours, "rate") / median(theirs, "rate"), GOALS[level],
                                                     median(theirs, "cpu_per_million") / median(ours, "cpu_per_million"))
        print("| %s | %s | %s (%s) | %.3f %% | %.3f (%s) | %.2f | %s |" % (
            level, name, "{:,.0f}".format(median(shots, "rate")), spread(shots, "rate", "{:,.0f}"), median(shots, "loss") * 100,
            median(shots, "cpu_per_million"), spread(shots, "cpu_per_million", "{:.3f}"), median(shots, "cores"), ratios), flush=True)


def spread(shots, key, form):
    values = sorted(shot[key] for shot in shots)
    return form.format(values[0]) + "-" + form.format(values[-1])


class EngineTarget:
    """The engine as Replay sees it: it runs on from shot to shot."""

    def __init__(self, engine):
        self.engine, self.port = engine, engine.collectd
        self.before = 0

    def begin(self):
        self.before = self.taken_in()

    def pid(self):
        return self.engine.pid

    def count(self):
        return self.taken_in() - self.before

    def end(self):
        pass

    def taken_in(self):
        """Through the ring and judged; what was rejected is not taken in."""
        counters = self.engine.counters
        return counters.of("metrics.received{source=collectd}") - counters.family("metrics.rejected") - counters.of("ring.backlog")


if __name__ == "__main__":
    main()
