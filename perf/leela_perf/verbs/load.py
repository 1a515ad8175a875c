#!/usr/bin/env python3
"""Load on a whole engine, started through ops/leela with storage, a multicast peer that reads and a standing query over all series. Sender, peer
and engine share the machine. Prints a table; --json adds each run as a line to a file, from which perf/bench charts draws.

  perf/bench load rate                                   the highest rate without loss, beside what a C program that only parses takes (sink)
  perf/bench load rate --source collectd --series 1000,100000
  perf/bench load rate --per-datagram 1,8,32,128
  perf/bench load steady --rate 1500000 --seconds 60     what is allocated by whom, stops of all threads, memory
  perf/bench load parts --rate 1000000                   what each part adds: query, peer, storage
  perf/bench load queries --rate 1000000                 what standing queries cost that match nothing, and that match one series each, by their number
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from engine import Engine, told  # noqa: E402
from load import Load, is_senders_limit, keep, median, packing, spread, summary, threads  # noqa: E402

HEAD = ("| source | series | metrics a datagram | M metrics/s without loss | CPU s a million | with storage caught up | of sink "
        "| sender CPU s a million | ring at most | multicast lost | RSS MB |\n" + "| --- " * 11 + "|")


def start(options, **more):
    engine = Engine(options.port, options.storage, engine=options.engine, doors=options.doors, java_opts=options.java_opts, **more)
    engine.add_peer()
    engine.add_queries()
    return engine


def sink_rate(options, source, series, per_datagram):
    """What a C program takes in that does no more than parse, from the same sender: the limit of this machine. None for collectd packets."""
    if source == "collectd":
        return None
    path = os.path.join(machine.BIN, "sink.sock")
    port = options.port + 9
    where, to = (["-u", path], ["-u", path]) if source == "unix" else (["-p", str(port)], ["-t", "127.0.0.1:%d" % port])
    sink = subprocess.Popen([machine.tool("sink"), *where, "-l", "-B", str(4 << 20), "-w", "0.3"],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    sink.stderr.readline()
    blast = [machine.tool("blast"), *to, "-k", str(series), "-n", "20e6", "-D", "2", *packing(per_datagram)]
    subprocess.run(blast, check=True, stdout=subprocess.DEVNULL)
    return json.loads(sink.communicate()[0])["metrics_per_s"]


def rate(options):
    print(HEAD, flush=True)
    for series in numbers(options.series):
        for per_datagram in numbers(options.per_datagram):
            rate_of(options, series, per_datagram)


def rate_of(options, series, per_datagram):
    limit = [sink_rate(options, options.source, series, per_datagram) for _ in range(3)]
    limit = statistics.median(limit) if limit[0] else None
    with start(options) as engine:
        format = "leela" if options.source == "text" else options.source
        load = Load(engine, format, series, per_datagram, options.seconds)
        register(load, series)
        load.warm_up()
        shots = [load.search() for _ in range(options.searches)]
        memory = machine.memory_mb(engine.pid)
        share = "%.2f" % (median(shots, "rate") / limit) if limit else ""
        bound = " (sender's limit)" if all(map(is_senders_limit, shots)) else ""
        print("| %s | %d | %.0f | %s%s | %s | %.2f | %s | %.2f | %d | %d | %.0f |" % (
            options.source, series, shots[0]["per_datagram"], spread(shots, "rate", "%.2f", 1e6), bound,
            spread(shots, "cpu"), median(shots, "cpu_stored"), share, median(shots, "sender_cpu"), max(s["level"] for s in shots),
            median(shots, "multicast_lost"), memory[1]), flush=True)
        balance = engine.counters.open()
        stops = engine.stops_ms()
        print("<!-- stops of all threads: %s; open in the ledger %d; threads, CPU s a million: %s -->" % (
            told(stops), balance, ", ".join("%s %.3f" % item for item in threads(shots).items())), flush=True)
        keep(options.json, dict(summary(shots), kind="rate", source=options.source, series=series, asked_per_datagram=per_datagram, sink=limit,
                                rss_mb=round(memory[1]), stops_ms=stops))


def register(load, series):
    """Brings all series into being, not faster than they are made."""
    for _ in range(2):
        load.shot(300_000, seconds=series / 300_000)


def steady(options):
    """Warm for a third of the time, then measured."""
    machine.build_perf()
    with start(options) as engine:
        load = Load(engine, "leela" if options.source == "text" else options.source, numbers(options.series)[0], seconds=options.seconds)
        load.warm_up()
        load.shot(options.rate, seconds=max(5, options.seconds / 3))
        jars = ":".join(os.path.join(machine.PERF, "target", place) for place in ("classes", "lib/*"))
        watcher = subprocess.Popen(["java", "-cp", jars, "leela.perf.load.ThreadAllocation", str(engine.pid)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        allocated(watcher)  # what asking itself costs comes before
        stops, before = len(engine.stops_ms()), allocated(watcher)
        shot = load.shot(options.rate)
        stops = engine.stops_ms()[stops:]
        after, seconds = allocated(watcher), shot["sent"] / shot["rate"]
        watcher.stdin.close()
        watcher.wait()
        grown = {name: after[name] - before.get(name, 0) for name in after}
        asking = sum(used for name, used in grown.items() if name.startswith(("RMI", "JMX")))
        print("%.2f M metrics/s asked, %.2f sent, %.0f s; loss %.4f %%, kernel drops %d; CPU s a million %.2f; ring at most %d" % (
            options.rate / 1e6, shot["rate"] / 1e6, options.seconds, 100 * shot["loss"], shot["dropped"], shot["cpu"], shot["level"]))
        print("RSS %.0f MB, peak %.0f MB" % machine.memory_mb(engine.pid))
        print("Journal %d entries ahead of storage at the end, read %.1f s later. Stops of all threads: %s; open in the ledger: %d\n" % (
            shot["unread"], shot["catch_up_s"], told(stops), engine.counters.open()))
        print("| thread | bytes | bytes a metric | kB/s |\n| --- | --- | --- | --- |")
        for name, used in sorted(grown.items(), key=lambda item: -item[1]):
            if used > 10_000 or name.startswith(("leela-udp", "leela-engine", "leela-collect-", "leela-databus")):
                print("| %s | %d | %.6f | %.1f |" % (name, used, used / shot["accepted"], used / seconds / 1000))
        print("\nAll but what asking took: %.2f MB/s" % ((sum(grown.values()) - asking) / seconds / 1e6))
        keep(options.json, dict(summary([shot]), kind="steady", allocated=grown, stops_ms=stops))


def allocated(watcher):
    watcher.stdin.write("\n")
    watcher.stdin.flush()
    return {name: int(used) for name, used in (line.split() for line in iter(watcher.stdout.readline, "\n"))}


def parts(options):
    """Bare first, then one part more each time; the threads' own figures tell where it goes."""
    print("| engine with | CPU s a million | its threads |\n| --- | --- | --- |", flush=True)
    for name, has_query, has_peer, storage in (("nothing behind the timeline", False, False, "none"), ("a query over all series", True, False, "none"),
                                               ("and a peer", True, True, "none"), ("and storage", True, True, "embedded")):
        with Engine(options.port, storage, engine=options.engine, doors=options.doors, java_opts=options.java_opts) as engine:
            if has_query:
                engine.add_queries()
            if has_peer:
                engine.add_peer()
            load = Load(engine, "leela" if options.source == "text" else options.source, numbers(options.series)[0], seconds=options.seconds)
            load.warm_up()
            shots = [load.shot(options.rate) for _ in range(options.searches)]
            print("| %s | %s | %s |" % (name, spread(shots, "cpu"), ", ".join("%s %.3f" % item for item in threads(shots).items())), flush=True)
            keep(options.json, dict(summary(shots), kind="parts", engine_with=name))


def queries(options):
    """In turns at one rate, so that what else happens on the machine meets all alike."""
    machine.build_perf()
    cases = {"none": (0, ""), "%d that match nothing" % options.idle: (options.idle, "nothing%06d")}
    for count in numbers(options.matching):
        cases["%d that match one series each" % count] = (count, "^bench.m%06d")
    # ten thousand buffers of the default size would be more than the JVM's direct memory
    with Engine(options.port, dmproc='max_queries = 20000\nclient_buffer = "64KiB"', java_opts=options.java_opts) as engine:
        load = Load(engine, series=numbers(options.series)[0], seconds=options.seconds)
        load.warm_up()
        shots, highest = {case: [] for case in cases}, {case: [] for case in cases}
        for _ in range(options.searches):
            for case, (count, pattern) in cases.items():
                clients = engine.add_queries(count, pattern, "id")
                load.shot(options.rate)  # each series meets each query, which it does once
                shots[case].append(load.shot(options.rate))
                if count in (0, options.idle):
                    highest[case].append(load.search())
                clients.terminate()
                clients.wait()
                engine.wait_for("queries.running", 0)
        print("| standing queries | CPU s a million at %.1f M/s | M/s without loss | results a million | us a result |\n| --- | --- | --- | --- | --- |" % (
            options.rate / 1e6))
        for case, run in shots.items():
            results = median(run, "results") / median(run, "accepted")
            each = "%.2f" % ((median(run, "cpu") - median(shots["none"], "cpu")) / results) if results else ""
            print("| %s | %s | %s | %.0f | %s |" % (case, spread(run, "cpu", "%.3f"),
                                                  spread(highest[case], "rate", "%.2f", 1e6) if highest[case] else "", results * 1e6, each))
        keep(options.json, dict({case: summary(run) for case, run in shots.items()}, kind="queries",
                                highest={case: [shot["rate"] for shot in found] for case, found in highest.items()}))


def numbers(text):
    return [int(float(number)) for number in text.split(",")]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=("rate", "steady", "parts", "queries"))
    arguments.add_argument("--source", choices=("text", "collectd", "unix"), default="text")
    arguments.add_argument("--series", default="1000", help="or several, separated by commas (%(default)s)")
    arguments.add_argument("--per-datagram", default="0", help="metrics in each, or several; 0: as many as fit into 1.4 kB (%(default)s)")
    arguments.add_argument("--searches", type=int, default=5, help="the median of so many is taken (%(default)s)")
    arguments.add_argument("--seconds", type=float, default=3, help="at each rate (%(default)s)")
    arguments.add_argument("--rate", type=float, default=1e6, help="metrics a second, for steady and queries (%(default)s)")
    arguments.add_argument("--idle", type=int, default=10_000, help="standing queries that match nothing (%(default)s)")
    arguments.add_argument("--matching", default="25,50,100,200", help="numbers of standing queries that match one series each (%(default)s)")
    arguments.add_argument("--storage", default="embedded", help="storage.backend (%(default)s)")
    arguments.add_argument("--engine", default="", help='settings for [engine], as in \'wait_strategy = "spinning"\'')
    arguments.add_argument("--doors", default="", help="settings for [udp] and [collectd], as in 'threads = 2'")
    arguments.add_argument("--java-opts", default="", help="further options of the engine's JVM")
    arguments.add_argument("--json", help="file that gets each result as a line")
    arguments.add_argument("--port", type=int, default=21000, help="first of ten ports (%(default)s)")
    options = arguments.parse_args()
    with machine.unix_queues():
        print("\n".join("- " + line for line in machine.description(options.java_opts)))
        print("- `%s`; median (lowest-highest) of %d\n" % (machine.command(), options.searches))
        {"rate": rate, "steady": steady, "parts": parts, "queries": queries}[options.what](options)


if __name__ == "__main__":
    main()
