#!/usr/bin/env python3
"""A day of churn, in minutes: do memory, start and listing stay as they are with ten million keys known?

Keys come hour by hour of a day that is over, each with a few points ten seconds apart, and come no more: a series is idle for the engine after
--ttl, which stands for the hour or two that it would be. RSS and what the heap holds after a collection are read all the time and shown by the hour.
The engine holds points for up to ten minutes, which are most of this day: so memory grows until they have their share of the heap, and before the
starts they are written by a backup, as ten minutes of quiet would do.
Then the same engine is asked for keys by their beginning, over HTTP and by the command, which starts a JVM of its own each time: what a command
costs that asks for nothing ("leela version") is shown beside it. Then it is ended orderly, started, killed and started again.
With --folder the store stays there, and where one is there already, as of an earlier run, only its starts are measured.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import history  # noqa: E402
import machine  # noqa: E402
from engine import Engine, wait_until  # noqa: E402
from kills import ledger  # noqa: E402

HOURS = 24
COLUMNS = "| %4s | %10s | %10s | %8s | %6s | %8s | %13s | %9s | %7s |"
TIMES = "| %-44s | %8s | %8s | %8s |"


class Memory(threading.Thread):
    """Reads RSS every two seconds, until it is ended."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.seen, self.is_ended = pid, [], threading.Event()
        self.start()

    def run(self):
        while not self.is_ended.wait(2):
            self.seen.append((time.monotonic(), machine.memory_mb(self.pid)[0]))

    def since(self, begin):
        """The highest RSS since then, MB."""
        return max([mb for at, mb in self.seen if at >= begin] or [machine.memory_mb(self.pid)[0]])


def prefix(hour):
    return "churn.%02d.m" % hour


def send(engine, options, hour, day_s):
    keys = options.keys // HOURS
    with subprocess.Popen([machine.tool("blast"), "-t", "127.0.0.1:%d" % engine.udp, "-f", "leela", "-P", prefix(hour), "-k", str(keys), "-n",
                           str(keys * options.points), "-r", str(options.rate), "-D", str(2 * keys * options.points / options.rate + 10),
                           "-d", "10", "-T", str(day_s + hour * 3600)], stdout=subprocess.DEVNULL) as blast:
        blast.wait()
    engine.settle()


def churn(engine, options):
    """The day, with a line an hour; the highest RSS by the hour."""
    memory, highest = Memory(engine.pid), []
    day_s = int(time.time()) // 86400 * 86400 - 2 * 86400
    for hour in range(HOURS):
        begin = time.monotonic()
        send(engine, options, hour, day_s)
        of, rss = engine.counters.of, memory.since(begin)
        highest.append(rss)
        print(COLUMNS % (hour + 1, (hour + 1) * (options.keys // HOURS), of("series.live"), of("history.keys.held"), "%.0f" % rss,
                         "%.0f" % last(engine.heap_after_gc_mb()), of("history.entries.unread"), machine.udp_drops(engine.udp),
                         "%.0f" % (history.disk_bytes([engine.folder + "/data"]) / (1 << 20))), flush=True)
    memory.is_ended.set()
    return highest


def last(numbers):
    return numbers[-1] if numbers else float("nan")


def timed(work, times):
    """Milliseconds of each call."""
    took = []
    for _ in range(times):
        begin = time.monotonic()
        work()
        took.append(1000 * (time.monotonic() - begin))
    return took


def show(what, took):
    print(TIMES % (what, *("%.1f" % number for number in (min(took), statistics.median(took), max(took)))), flush=True)


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit("%s: %s keys were listed (expected: %s)" % (what, found, wanted))


def http_keys(engine, query):
    with urllib.request.urlopen("http://127.0.0.1:%d/v1/keys?limit=10000&%s" % (engine.http, query), timeout=60) as answer:
        return len(re.findall(rb'"churn\.', answer.read()))


def command(engine, *arguments):
    told = subprocess.run([os.path.join(machine.ROOT, "ops", "leela"), arguments[0], *([] if arguments[0] == "version" else
                          ["-c", os.path.join(engine.folder, "leela.toml")]), *arguments[1:]], check=True, stdout=subprocess.PIPE, text=True).stdout
    return len(told.splitlines())


def list_keys(engine, when):
    """By beginnings that a hundred keys have, of three hours; what each costs."""
    beginnings = [prefix(hour) + "0012" for hour in (3, 13, 23)]
    wanted = 100
    for way in ("prefix=%s", "glob=%s*"):
        took = []
        for beginning in beginnings:
            took += timed(lambda text=beginning: expect(way, http_keys(engine, way % text), wanted), 20)
        show("HTTP /v1/keys?%s, %s" % (way % "…", when), took)
    took = []
    for beginning in beginnings:
        took += timed(lambda text=beginning: expect("command", command(engine, "keys", text + "*"), wanted), 5)
    show("leela keys '…*', %s" % when, took)
    show("leela version, for comparison", timed(lambda: command(engine, "version"), 10))


def start(options, folder):
    begin = time.monotonic()
    engine = Engine(options.port, folder=folder, engine="max_new_series = %d" % options.keys, more='[timeline]\nttl = "%ds"\n' % options.ttl,
                    java_opts=options.java_opts)
    ready_s = time.monotonic() - begin
    try:
        wait_until(lambda: is_ready(engine), 60, "/readyz says yes")
    except SystemExit:
        engine.kill()
        raise
    return engine, ready_s, time.monotonic() - begin


def is_ready(engine):
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d/readyz" % engine.http, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def make(options, folder):
    """The day, what it took, and what listing costs; everything is stored behind it."""
    engine, ready_s, _ = start(options, folder)
    with engine:
        print("- Empty: said to be ready after %.1f s, %.0f MB resident\n" % (ready_s, machine.memory_mb(engine.pid)[0]))
        print(COLUMNS % ("hour", "keys sent", "live", "held", "RSS MB", "heap MB", "entries unread", "UDP drops", "disk MB"))
        print(re.sub("[^|]", "-", COLUMNS % ((" ",) * 9)), flush=True)
        highest = churn(engine, options)
        rejected, drops = engine.counters.family("metrics.rejected"), machine.udp_drops(engine.udp)
        wait_until(lambda: engine.counters.of("history.entries.unread") == 0, 120, "the journal was read")
        print("\n- RSS at most: hours 1 to 6 %.0f MB, 7 to 12 %.0f, 13 to 18 %.0f, 19 to 24 %.0f" % tuple(
            max(highest[begin:begin + 6]) for begin in (0, 6, 12, 18)))
        print("- Rejected: %d; datagrams dropped by the kernel: %d; ledger: %d, %d\n" % (rejected, drops, engine.counters.open(), ledger(engine.counters)))
        print(TIMES % ("what", "least ms", "median", "most"))
        print(re.sub("[^|]", "-", TIMES % ((" ",) * 4)))
        list_keys(engine, "warm")
        begin = time.monotonic()
        command(engine, "backup", os.path.join(folder, "copy"))
        print("\n- What was held was written, and a backup made, in %.1f s; RSS %.0f MB\n" % (time.monotonic() - begin, machine.memory_mb(engine.pid)[0]))


def starts(options, folder):
    """After orderly ends, and after a crash with an hour's points in the journal."""
    for i in range(options.starts):
        engine = started(options, folder, "after an orderly end")
        if i < options.starts - 1:
            engine.close()
    try:
        list_keys(engine, "just started")
        send(engine, options, HOURS, int(time.time()) // 86400 * 86400 - 2 * 86400 + HOURS * 1800)
    finally:
        engine.kill()
    started(options, folder, "after kill -9").close()


def started(options, folder, when):
    engine, ready_s, readyz_s = start(options, folder)
    print("- Start %s: ready after %.1f s, /readyz after %.1f s, %d entries of the journal to read, %.0f MB" % (
        when, ready_s, readyz_s, engine.counters.of("journal.entries.recovered"), machine.memory_mb(engine.pid)[0]), flush=True)
    return engine


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--keys", type=int, default=10_000_000, help="distinct keys in the day (%(default)s)")
    arguments.add_argument("--points", type=int, default=2, help="of each key (%(default)s)")
    arguments.add_argument("--rate", type=int, default=30_000, help="points a second (%(default)s)")
    arguments.add_argument("--ttl", type=int, default=60, help="seconds until a series is idle (%(default)s)")
    arguments.add_argument("--java-opts", default="", help="further options of the engine's JVM")
    arguments.add_argument("--port", type=int, default=19560)
    arguments.add_argument("--folder", help="where the store is, or is made and stays")
    arguments.add_argument("--starts", type=int, default=1, help="after an orderly end (%(default)s)")
    options = arguments.parse_args()
    print("\n".join("- " + line for line in machine.description(options.java_opts)))
    folder = options.folder or tempfile.mkdtemp(prefix="leela-keys-")
    try:
        if not os.path.exists(os.path.join(folder, "data")):
            os.makedirs(folder, exist_ok=True)
            make(options, folder)
        starts(options, folder)
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
