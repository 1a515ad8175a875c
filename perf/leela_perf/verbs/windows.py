#!/usr/bin/env python3
"""What standing queries over windows of time cost a whole engine: 1,000 of them, each over its own 100 of 100,000 series that send once a second;
beside it recording rules of Prometheus over the same series, scraped once a second. Each runs without and with its queries in turns: what these
add is the difference. For the engine also what another client feels meanwhile, what is allocated, and how old results are when they come."""
import argparse
import http.server
import json
import multiprocessing
import os
import selectors
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from engine import Engine, wait_until  # noqa: E402
from load import Usage, keep  # noqa: E402
from verbs.latency import histograms  # noqa: E402
from verbs.load import allocated  # noqa: E402

MOST_MEETING_S = 600
PROBED_MEETING_S = 15
PROBES = dict(rate="1000", per_datagram="10", series="100")


def clients(socket_path, programs, pipe):
    """Starts the queries, reads what they give until it is told to end, and sends how old each result was, in seconds, and how many came."""
    waiting = selectors.DefaultSelector()
    for program in programs:
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(socket_path)
        client.sendall(struct.pack(">H", len(program)) + program)
        if b"status 0;" not in client.recv(64):
            raise SystemExit("refused: %s" % program)
        waiting.register(client, selectors.EVENT_READ)
    waiting.register(pipe, selectors.EVENT_READ)
    pipe.send("ready")
    ages, count = [], 0
    while True:
        for ready, _ in waiting.select():
            if ready.fileobj is pipe:
                pipe.recv()
                pipe.send((ages, count))
                return
            data, now = ready.fileobj.recv(1 << 16), time.time()
            events = data.split(b";")[:-1]
            count += len(events)
            ages.extend(now - float(event.rsplit(b" ", 1)[1]) for event in events[:1])


def started(socket_path, options):
    """The clients, in a process of their own, and the way to them."""
    width = options.series // options.queries
    digits = len(str(width - 1))
    programs = []
    for i in range(options.queries):
        regex = options.regex.encode() % str(i).zfill(6 - digits).encode()
        programs.append(b"proc match %d|%s %s;" % (len(regex), regex, options.pipeline.encode()))
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=clients, args=(socket_path, programs, theirs), daemon=True)
    process.start()
    ours.recv()
    return process, ours


def blast(engine, options, seconds):
    command = [machine.tool("blast"), *engine.target("leela"), "-f", "leela", "-k", str(options.series), "-r", str(options.series), "-p", "8192",
               "-n", str(options.series * seconds), "-D", str(seconds * 1.5), "-T", str(int(time.time()) + 1)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def probed(engine, folder, seconds):
    """What another client feels for so long, a second of which does not count."""
    os.makedirs(folder)
    return subprocess.Popen([machine.tool("probe"), str(engine.udp), os.path.dirname(engine.socket("x")), folder, PROBES["rate"], PROBES["per_datagram"],
                             PROBES["series"], str(seconds), "1"], stdout=subprocess.PIPE)


def leela(options, port, has_queries):
    """CPU seconds a second, and what else was seen in the second part of a run."""
    folder = tempfile.mkdtemp(prefix="leela-perf-")
    with Engine(port) as engine:
        load, met_s, meeting = blast(engine, options, options.warm_up), 0, None
        time.sleep(3)
        if has_queries:
            probe = probed(engine, os.path.join(folder, "meeting"), PROBED_MEETING_S)
            time.sleep(1)
            process, pipe = started(engine.socket("dmproc-proc"), options)
            began = time.monotonic()
            while engine.counters.of("queries.subscriptions") < options.series and time.monotonic() < began + MOST_MEETING_S:
                if load.poll() is not None:
                    load = blast(engine, options, options.warm_up)
                time.sleep(0.2)
            met_s = time.monotonic() - began
            probe.communicate()
            meeting = histograms(os.path.join(folder, "meeting"))["sent-to-proc"]
        load.wait()
        load = blast(engine, options, options.warm_up + options.seconds)
        time.sleep(options.warm_up)
        jars = ":".join(os.path.join(machine.PERF, "target", place) for place in ("classes", "lib/*"))
        watcher = subprocess.Popen(["java", "-cp", jars, "leela.perf.load.ThreadAllocation", str(engine.pid)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        allocated(watcher)
        before, events = allocated(watcher), engine.marks()["emitted"]
        usage, began = Usage(engine.pid), time.monotonic()
        probe = probed(engine, os.path.join(folder, "probe"), options.seconds - 5)
        probe.communicate()
        used, seconds = Usage(engine.pid, usage), time.monotonic() - began
        events = engine.marks()["emitted"] - events
        after = allocated(watcher)
        watcher.stdin.close()
        watcher.wait()
        hot = ("leela-udp", "leela-engine", "leela-beat")
        grown = {name: after[name] - before.get(name, 0) for name in after}
        result = dict(allocated_by={name: used for name, used in grown.items() if used > 10_000 or name.startswith(hot)},
                      cpu=used.cpu_s / seconds, rate=events / seconds, threads={name: cpu / seconds for name, cpu in used.threads_s.items()},
                      allocated=sum(used for name, used in grown.items() if name.startswith(hot)) / events,
                      latency=histograms(os.path.join(folder, "probe"))["sent-to-proc"], state=engine.counters.of("queries.state.bytes"),
                      dropped=engine.marks()["dropped"], met_s=met_s, meeting=meeting, deferred=engine.counters.of("queries.series.deferred"),
                      filled=engine.counters.of("queries.filled"), stops=sorted(engine.stops_ms())[-5:])
        load.terminate()
        load.communicate()
        if has_queries:
            pipe.send("end")
            result["ages"], result["results"] = pipe.recv()
            process.join()
    shutil.rmtree(folder)
    return result


class Target(http.server.BaseHTTPRequestHandler):
    """Exposes the series, the same text each time."""

    body = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


def prometheus(options, port, has_rules):
    folder = tempfile.mkdtemp(prefix="leela-perf-")
    width = options.series // options.queries
    Target.body = b"".join(b'bench{q="%03d",s="%02d"} %d.5\n' % (i // width, i % width, 10 + i % 90) for i in range(options.series))
    target = http.server.ThreadingHTTPServer(("127.0.0.1", port + 1), Target)
    threading.Thread(target=target.serve_forever, daemon=True).start()
    with open(os.path.join(folder, "rules.yml"), "w", encoding="ascii") as file:
        file.write("groups:\n- name: windows\n  interval: 60s\n  rules:\n")
        for i in range(options.queries):
            file.write('  - record: bench:avg60s\n    expr: avg_over_time(bench{q="%03d"}[60s])\n' % i)
    with open(os.path.join(folder, "prometheus.yml"), "w", encoding="ascii") as file:
        file.write("global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\n%sscrape_configs:\n- job_name: bench\n  static_configs:\n"
                   '  - targets: ["127.0.0.1:%d"]\n' % ("rule_files: [rules.yml]\n" if has_rules else "", port + 1))
    process = subprocess.Popen(["prometheus", "--config.file=" + os.path.join(folder, "prometheus.yml"), "--storage.tsdb.path=" + os.path.join(folder, "data"),
                                "--web.listen-address=127.0.0.1:%d" % port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def metric(name):
        text = urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=10).read().decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))

    def is_up():
        try:
            return metric("prometheus_ready") == 1
        except OSError:
            return False
    try:
        wait_until(is_up, 60, "Prometheus is ready")
        time.sleep(options.warm_up + 3)
        usage, began, samples = Usage(process.pid), time.monotonic(), metric("prometheus_tsdb_head_samples_appended_total")
        time.sleep(options.seconds)
        used, seconds = Usage(process.pid, usage), time.monotonic() - began
        return dict(cpu=used.cpu_s / seconds, rate=(metric("prometheus_tsdb_head_samples_appended_total") - samples) / seconds,
                    evaluation=metric("prometheus_rule_group_last_duration_seconds"), missed=metric("prometheus_rule_group_iterations_missed_total"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        target.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def spread(values, form="%.2f"):
    return "%s (%s-%s)" % tuple(form % value for value in (statistics.median(values), min(values), max(values)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--queries", type=int, default=1000, help="(%(default)s)")
    arguments.add_argument("--series", type=int, default=100_000, help="each sends once a second (%(default)s)")
    arguments.add_argument("--pipeline", default="window 60s (mean)", help="of each query (%(default)s)")
    arguments.add_argument("--regex", default="^bench.m%s", help="of each query, with what tells its series apart (%(default)s)")
    arguments.add_argument("--seconds", type=int, default=65, help="measured, of each run (%(default)s); rules are evaluated once in 60")
    arguments.add_argument("--warm-up", type=int, default=20, help="seconds before (%(default)s)")
    arguments.add_argument("--runs", type=int, default=1, help="all in turns, and the median is taken (%(default)s)")
    arguments.add_argument("--no-prometheus", action="store_true", help="the engine alone")
    arguments.add_argument("--json", help="file that gets each result as a line")
    arguments.add_argument("--port", type=int, default=22500, help="first of four ports (%(default)s)")
    options = arguments.parse_args()
    machine.build_perf()
    print("# Queries over windows of time\n")
    print("\n".join("- " + line for line in machine.description("")))
    print("- %d queries `%s`, each over %d of %d series that send once a second; %d runs in turns of %d s after %d s; median (lowest-highest)\n" % (
        options.queries, options.pipeline, options.series // options.queries, options.series, options.runs, options.seconds, options.warm_up), flush=True)
    kinds = [("the engine", leela, False), ("the engine with the queries", leela, True)]
    if not options.no_prometheus:
        kinds += [("Prometheus", prometheus, False), ("Prometheus with as many recording rules", prometheus, True)]
    results = {name: [] for name, _, _ in kinds}
    with machine.unix_queues():
        for _ in range(options.runs):
            for name, run, is_with in kinds:
                result = run(options, options.port, is_with)
                results[name].append(result)
                print("<!-- %s: %s; load %s -->" % (
                    name, json.dumps({key: value for key, value in result.items() if key != "ages"}), os.getloadavg()), flush=True)
                keep(options.json, dict(kind="windows", name=name, **{key: value for key, value in result.items() if key != "ages"}))
    print("\n| | samples a second | CPU s a second |\n| --- | --- | --- |")
    for name, runs in results.items():
        print("| %s | %s | %s |" % (name, spread([run["rate"] for run in runs], "%.0f"), spread([run["cpu"] for run in runs])))
    tell(results)


def tell(results):
    bare, queried = results["the engine"], results["the engine with the queries"]
    print("\n| another client's latency, us, sent to proc | p50 | p99 | p99.9 |\n| --- | --- | --- | --- |")
    for name, runs in (("without the queries", bare), ("with them", queried)):
        print("| %s | %s |" % (name, " | ".join(spread([run["latency"][i] for run in runs], "%.0f") for i in (1, 2, 3))))
    print("| in the %d s in which the queries began and met the series | %s |" % (
        PROBED_MEETING_S - 1, " | ".join(spread([run["meeting"][i] for run in queried], "%.0f") for i in (1, 2, 3))))
    ages = sorted(age for run in queried for age in run["ages"])
    print("\nUntil each series had met each query: %s s, at %d events of which something had to wait; then %d states had been filled from history." % (
        spread([run["met_s"] for run in queried], "%.0f"), queried[0]["deferred"], queried[0]["filled"]))
    print("State of the queries: %.1f MB. Bytes allocated an event by the threads on its way: %s." % (
        queried[0]["state"] / 1e6, spread([run["allocated"] for run in queried], "%.3f")))
    if ages:
        print("Age of a result when it came, s behind the window's end: p50 %.2f, p99 %.2f, of %d results looked at." % (
            ages[len(ages) // 2], ages[len(ages) * 99 // 100], len(ages)))
    rules = results.get("Prometheus with as many recording rules")
    if rules:
        print("Prometheus evaluated the rules, once in 60 s, in %s s; evaluations missed: %d." % (
            spread([run["evaluation"] for run in rules]), sum(run["missed"] for run in rules)))


if __name__ == "__main__":
    main()
