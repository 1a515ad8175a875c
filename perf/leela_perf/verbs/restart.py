#!/usr/bin/env python3
"""Restart after a crash with a long journal: how soon is the engine ready, and how fast is the journal read again?"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from engine import Engine, wait_until  # noqa: E402


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=int, default=1_000_000)
    arguments.add_argument("--points", type=int, default=10_000_000)
    arguments.add_argument("--restarts", type=int, default=5)
    arguments.add_argument("--heap", default="6g")
    arguments.add_argument("--port", type=int, default=19520)
    options = arguments.parse_args()
    print("\n".join("- " + line for line in machine.description("-Xmx" + options.heap)))
    folder = tempfile.mkdtemp(prefix="leela-restart-")
    engine = Engine(options.port, folder=folder, java_opts="-Xmx" + options.heap)
    # gauges, each series once a round, rounds a second apart, long ago
    subprocess.run([machine.tool("blast"), "-u", engine.socket("timeline-databus"), "-k", str(options.series), "-n", str(options.points),
                    "-T", str(int(time.time()) - 30 * 86400)], check=True, stdout=subprocess.DEVNULL)
    wait_until(lambda: engine.counters.of("journal.entries.appended") >= options.points, 120, "the journal has all")
    engine.kill()
    print("%7s %8s %12s %10s %12s %8s %8s" % ("restart", "ready s", "recovered", "replay s", "events/s", "RSS MB", "keys"))
    for restart in range(1, options.restarts + 1):
        begin = time.monotonic()
        engine = Engine(options.port, folder=folder, java_opts="-Xmx" + options.heap)
        ready = time.monotonic() - begin
        recovered = engine.counters.of("journal.entries.recovered")
        began, read_then = time.monotonic(), engine.counters.of("history.entries.read")
        wait_until(lambda: engine.counters.of("history.entries.read") >= recovered, 120, "the journal was read")
        took = time.monotonic() - began
        print("%7d %8.1f %12d %10.2f %12.0f %8.0f %8d" % (restart, ready, recovered, took, (recovered - read_then) / took, machine.memory_mb(engine.pid)[0],
              engine.counters.of("history.keys.held")), flush=True)
        engine.kill()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
