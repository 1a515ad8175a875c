#!/usr/bin/env python3
"""A million series with tags: what a look-up costs, what a series takes of memory and disk, and how long looking for series by their tags takes.

Series are posted as Influx lines, ten fields a host, in rounds over two connections. Rounds behind the first, whose series are new, tell what a
look-up costs. Then what is asked for by tags is asked for over HTTP three times: while keys are still being written to the list and the index,
when all are, and behind a backup, when their points are stored, too. "Beginning" is a list by the keys' beginning, for comparison: it looks at nothing but what it gives."""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import history  # noqa: E402
import machine  # noqa: E402
import posts  # noqa: E402
from engine import Engine, wait_until  # noqa: E402

FIELDS = posts.FIELDS
HOSTS_A_RACK, DATACENTERS, HOSTS_A_BODY = 100, 10, 500
UNLISTED = "history.keys.unlisted"
COLUMNS = "| %-74s | %6s | %8s | %8s | %8s |"


def body(first, hosts, second):
    return "".join("cpu,dc=dc%d,host=web-%06d,rack=r%04d %s %d\n" % (
        host % DATACENTERS, host, host // HOSTS_A_RACK, ",".join("%s=%d" % (field, host + i) for i, field in enumerate(FIELDS)), second * 10**9)
        for host in range(first, first + hosts)).encode()


def send(engine, hosts, second):
    """One point of each series; how long it took, and the CPU until its work is done."""
    requests = [posts.post("/write", body(first, min(HOSTS_A_BODY, hosts - first), second)) for first in range(0, hosts, HOSTS_A_BODY)]
    cpu, began = machine.process_cpu_s(engine.pid), time.monotonic()
    threads = [threading.Thread(target=posts.send, args=(engine.http, requests[i::2])) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    wait_until(lambda: engine.counters.of("history.entries.unread") == 0, 300, "the journal was read")
    return took, machine.process_cpu_s(engine.pid) - cpu


def live_heap_mb(engine):
    """What a whole collection leaves."""
    subprocess.run(["jcmd", str(engine.pid), "GC.run"], check=True, stdout=subprocess.DEVNULL)
    time.sleep(1)
    return engine.heap_after_gc_mb()[-1]


def ask(engine, path, wanted, times):
    took = []
    for _ in range(times):
        began = time.monotonic()
        with urllib.request.urlopen("http://127.0.0.1:%d%s" % (engine.http, path), timeout=120) as answer:
            found = answer.read().count(wanted)
        took.append(1000 * (time.monotonic() - began))
    print(COLUMNS % (path, found, *("%.1f" % number for number in (min(took), statistics.median(took), max(took)))), flush=True)


def ask_all(engine, hosts, times):
    host, rack = hosts // 2, hosts // 2 // HOSTS_A_RACK
    keys = "/v1/keys?limit=1000&"
    print(COLUMNS % ("asked", "found", "least ms", "median", "most"))
    print("| --- | --- | --- | --- | --- |")
    ask(engine, keys + "prefix=cpu.usage_user;dc=dc3;host=web-0001", b'"cpu.', times)
    ask(engine, keys + "tag=host=web-%06d" % host, b'"cpu.', times)
    ask(engine, keys + "tag=rack=r%04d&tag=dc=dc3" % rack, b'"cpu.', times)
    ask(engine, keys + "tag=dc=dc3", b'"cpu.', times)
    ask(engine, keys + "tag=dc=dc3&tag=rack=r%04d&tag=name=cpu.usage_user" % rack, b'"cpu.', times)
    ask(engine, keys + "tag=host~" + urllib.parse.quote("^web-%06d" % (host // 10) + "$"), b'"cpu.', times)
    ask(engine, keys + "tag=rack~" + urllib.parse.quote("^r000[12]$") + "&tag=name=cpu.usage_idle", b'"cpu.', times)
    ask(engine, "/tags/findSeries?expr=host=web-%06d" % host, b'"cpu.', times)
    ask(engine, "/tags", b'"tag"', times)
    ask(engine, "/tags/autoComplete/values?tag=host&valuePrefix=web-0001", b'"web-', times)
    ask(engine, "/tags/autoComplete/tags?expr=rack=r%04d" % rack, b'"', times)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--series", type=int, default=1_000_000, help="how many (%(default)s)")
    arguments.add_argument("--rounds", type=int, default=1, help="points of each series (%(default)s)")
    arguments.add_argument("--times", type=int, default=7, help="that each is asked for (%(default)s)")
    arguments.add_argument("--port", type=int, default=24500)
    options = arguments.parse_args()
    hosts = options.series // len(FIELDS)
    print("# A million series with tags\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- `%s`: %d hosts of %d fields, tags dc (%d values), host, rack (%d); load before %s\n" % (
        machine.command(), hosts, len(FIELDS), DATACENTERS, hosts // HOSTS_A_RACK, os.getloadavg()[0]))
    folder = tempfile.mkdtemp(prefix="leela-tags-")
    try:
        with Engine(options.port, folder=folder, engine="max_new_series = %d" % (2 * options.series), more="[influx]\nenabled = true\n") as engine:
            before = live_heap_mb(engine)
            rss = machine.memory_mb(engine.pid)[0]
            second = int(time.time()) - options.rounds - 1
            posted = 0
            print("| round | M points/s | CPU s a million points |\n| --- | --- | --- |")
            for number in range(options.rounds):
                took, cpu = send(engine, hosts, second + number)
                posted = time.monotonic() if number == 0 else posted
                millions = hosts * len(FIELDS) / 1e6
                print("| %s | %.3f | %.3f |" % ("%d: new" % (number + 1) if number == 0 else number + 1, millions / took, cpu / millions), flush=True)
            print("\nAt once, %d keys not listed yet:\n" % engine.counters.of(UNLISTED))
            ask_all(engine, hosts, options.times)
            print("\nBehind that %d keys are not listed yet; " % engine.counters.of(UNLISTED), end="")
            wait_until(lambda: engine.counters.of(UNLISTED) == 0, 600, "all keys were listed")
            print("all are %.1f s after the last new one:\n" % (time.monotonic() - posted))
            live = live_heap_mb(engine)
            print("- Heap: %.0f bytes a series and its newest points; resident %.0f MB, %.0f before" % (
                (live - before) * (1 << 20) / options.series, machine.memory_mb(engine.pid)[0], rss))
            print("- Rejected: %d" % engine.counters.family("metrics.rejected"))
            print()
            ask_all(engine, hosts, options.times)
            began = time.monotonic()
            # it waits two minutes for what is held to be written; on a machine that has much else to do that may be too short
            while subprocess.run([os.path.join(machine.ROOT, "ops", "leela"), "backup", os.path.join(folder, "copy"), "-c",
                                  os.path.join(folder, "leela.toml")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
                if time.monotonic() - began > 900:
                    raise SystemExit("not all was stored after 15 minutes")
            print("\nAll is stored, behind a backup of %.1f s; the store takes %.0f MB:\n" % (
                time.monotonic() - began, history.disk_bytes([folder + "/data/store"]) / (1 << 20)))
            ask_all(engine, hosts, options.times)
            print("\n- Heap behind that: %.0f MB live" % live_heap_mb(engine))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
