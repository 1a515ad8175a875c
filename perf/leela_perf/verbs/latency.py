#!/usr/bin/env python3
"""Latency of a whole engine under an open-loop load: from a datagram due, and from it sent, to its event at a proc client and at a multicast
peer, and to its value readable over HTTP; beside it a relay in C that only passes the probes on. The schedule does not wait for the engine (no
coordinated omission). HdrHistogram files (.hlog, .hgrm) go to the folder named at the end."""
import argparse
import array
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from engine import Engine, told  # noqa: E402
from load import keep  # noqa: E402

HTTP_PERIOD_S = 0.1
HTTP_KEYS = 20


def readable(engine, seconds, durations):
    """Sends a sample every 100 ms, whatever came of the one before, and asks for each every 2 ms until it is there."""
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    connection = http.client.HTTPConnection("127.0.0.1", engine.http)
    start, count, waiting = time.monotonic(), 0, []
    while time.monotonic() < start + seconds or waiting and time.monotonic() < start + seconds + 5:
        due = start + count * HTTP_PERIOD_S
        if time.monotonic() >= due and due < start + seconds:
            name = "http.%06d" % (count % HTTP_KEYS)
            sender.sendto(b"gauge %d|%s %d %d.0;" % (len(name), name.encode(), count, time.time()), ("127.0.0.1", engine.udp))
            waiting.append((due, name, b",%d.0]" % count))
            count += 1
        for probe in list(waiting):
            connection.request("GET", "/v1/past24/" + probe[1])
            if probe[2] in connection.getresponse().read():
                durations.append(int((time.monotonic() - probe[0]) * 1e9))
                waiting.remove(probe)
        time.sleep(0.002)
    if waiting:
        print("not readable within 5 s: %d" % len(waiting))


def probe(port, run_dir, options, rate, folder, warm_up):
    os.makedirs(folder)
    sent = subprocess.run([machine.tool("probe"), str(port), run_dir, folder, str(rate), str(options.per_datagram), str(options.series),
                           str(options.seconds), str(warm_up)], stdout=subprocess.PIPE, check=True)
    return json.loads(sent.stdout)


def probe_engine(engine, options, rate, folder, warm_up=1):
    sent = probe(engine.udp, os.path.dirname(engine.socket("x")), options, rate, folder, warm_up)
    engine.settle()
    return sent


def probe_relay(options, rate, folder):
    """The same from a C program that does no more than pass the probes on: what this machine lets an engine reach."""
    run_dir = tempfile.mkdtemp(prefix="leela-perf-")
    with subprocess.Popen([machine.tool("relay"), str(options.port + 3), run_dir], stdout=subprocess.PIPE) as relay:
        relay.stdout.readline()
        probe(options.port + 3, run_dir, options, rate, folder, 1)
        relay.terminate()
    shutil.rmtree(run_dir)


def probe_http(engine, options, rate, folder):
    """Apart from the others: asking every 2 ms is a load of its own."""
    durations = array.array("q")
    reader = threading.Timer(2, readable, (engine, options.seconds, durations))
    reader.start()
    probe_engine(engine, options, rate, folder + "-http")
    reader.join()
    with open(os.path.join(folder, "due-to-http.ns"), "wb") as file:
        durations.tofile(file)
    shutil.rmtree(folder + "-http")


def run(engine, options, rate, folder):
    """Engine and relay in turn; what was sent, and name to percentiles."""
    sent = probe_engine(engine, options, rate, folder)
    probe_http(engine, options, rate, folder)
    probe_relay(options, rate, folder + "-relay")
    return sent, dict(histograms(folder), **{"sent-to-proc by a relay in C": histograms(folder + "-relay")["sent-to-proc"]})


def histograms(folder):
    """Name to (count, p50, p99, p99.9, max) in microseconds."""
    jars = ":".join(os.path.join(machine.PERF, "target", place) for place in ("classes", "lib/*"))
    lines = subprocess.run(["java", "-cp", jars, "leela.perf.latency.Histograms", folder], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {name: [float(v) for v in values] for name, *values in (line.split() for line in lines.splitlines())}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rates", default="100000,1000000", help="metrics a second, separated by commas (%(default)s)")
    arguments.add_argument("--per-datagram", type=int, default=32, help="metrics in each, the last of them a probe (%(default)s)")
    arguments.add_argument("--series", type=int, default=1000, help="besides 100 of the probes (%(default)s)")
    arguments.add_argument("--seconds", type=float, default=20, help="of each run (%(default)s)")
    arguments.add_argument("--runs", type=int, default=5, help="the median of so many is taken, engine and relay in turn (%(default)s)")
    arguments.add_argument("--warm-up", type=float, default=10, help="seconds before, at the same rate (%(default)s)")
    arguments.add_argument("--engine", default="", help='settings for [engine], as in \'wait_strategy = "spinning"\'')
    arguments.add_argument("--doors", default="", help="settings for [udp] and [collectd], as in 'busy_poll = true'")
    arguments.add_argument("--java-opts", default="", help="further options of the engine's JVM")
    arguments.add_argument("--out", default=os.path.join(machine.PERF, "target", "latency"), help="folder of the histograms")
    arguments.add_argument("--json", help="file that gets each result as a line")
    arguments.add_argument("--port", type=int, default=21000, help="first of four ports (%(default)s)")
    options = arguments.parse_args()
    options.out = os.path.abspath(options.out)  # the engine is told of the peer's socket in it
    shutil.rmtree(options.out, ignore_errors=True)
    machine.build_perf()
    with machine.unix_queues():
        measure(options)


def measure(options):
    print("# Latency, microseconds\n")
    print("\n".join("- " + line for line in machine.description(options.java_opts)))
    print("- Load: %d metrics a datagram, the last a probe; %d series; %d runs of %g s after %g s of warm-up; median (lowest-highest)" % (
        options.per_datagram, options.series, options.runs, options.seconds, options.warm_up))
    print("- Leela: storage embedded; [engine] %s; [udp] %s" % (options.engine or "defaults", options.doors or "defaults"))
    with Engine(options.port, engine=options.engine, doors=options.doors, java_opts=options.java_opts) as engine:
        for rate in options.rates.split(","):
            folder = os.path.join(options.out, rate)
            probe_engine(engine, options, rate, folder + "-warm-up", options.warm_up)
            shutil.rmtree(folder + "-warm-up")
            sent, runs = zip(*[run(engine, options, rate, "%s-%d" % (folder, i + 1)) for i in range(options.runs)])
            print("\n## %s metrics a second (%d sent)\n" % (rate, sent[0]["metrics_per_s"]))
            print("%d probes a run; lost to the proc client %s, to the multicast peer %s\n" % (
                sent[0]["probes"], [s["probes"] - s["proc"] for s in sent], [s["probes"] - s["multicast"] for s in sent]))
            print("| from - to | count | p50 | p99 | p99.9 | max |\n| --- | --- | --- | --- | --- | --- |")
            percentiles = {name: [[run[name][i] for run in runs] for i in range(5)] for name in sorted(runs[0])}
            keep(options.json, dict(kind="latency", rate=rate, per_datagram=options.per_datagram, percentiles=percentiles))
            for name, values in percentiles.items():
                print("| %s | %s |" % (name.replace("-", " "), " | ".join("%.0f (%.0f-%.0f)" % (statistics.median(v), min(v), max(v)) for v in values)))
        print("\nStops of all threads: %s; open in the ledger: %d" % (told(engine.stops_ms()), engine.counters.open()))
    print("\nHistograms: " + os.path.relpath(options.out))


if __name__ == "__main__":
    main()
