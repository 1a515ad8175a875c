#!/usr/bin/env python3
"""How long it takes from a sample to a message, over 1,000 alerts at random moments: an engine that tells a web server and a user of a real ejabberd;
beside it, one after the other in one run and at the same moments, Prometheus and Alertmanager of Debian on the same condition, which tell the same
web server. Both are as fast as they can be set: scraped and evaluated once a second, no wait for a group.

A time begins just before the datagram is sent, or when the value changes that Prometheus scrapes; it ends when the web server has the request, or the
user's client the message. Most of Prometheus' is that it looks once a second, and once more. Two and a half minutes."""
import argparse
import http.server
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import chat  # noqa: E402
import machine  # noqa: E402
from engine import Engine, wait_until  # noqa: E402
from load import keep  # noqa: E402

WARM_UP = 100
LATE_S = 60
ALERTS = 'ALERT full WHEN [> 90] FROM ^(.*)\\.percent$ BY $1 SEVERITY critical TO %s NOTE "{1} is {value}%% full";\n'
ENGINE = """
[alerts]
files = ["{folder}/full.alerts"]
group_wait = "0s"
text = "{{group}} {{state}}"
[alerts.webhooks.pager]
url = "{url}"
messages_per_minute = 1000000
"""
XMPP = """
[xmpp]
enabled = true
port = {port}
password_file = "{folder}/password"
certificate = "{certificate}"
messages_per_minute = 100000
"""
RULES = """
groups:
- name: full
  rules:
  - alert: full
    expr: percent > 90
    labels: {severity: critical}
    annotations: {summary: "{{ $labels.host }} is {{ $value }}% full"}
"""
PROMETHEUS = """
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: [{folder}/rules.yml]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]}}]}}
scrape_configs: [{{job_name: hosts, static_configs: [{{targets: ["127.0.0.1:{port}"]}}]}}]
"""
ALERTMANAGER = """
route: {{receiver: pager, group_by: [host], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers:
- name: pager
  webhook_configs: [{{url: "{url}", send_resolved: false}}]
"""


class Hosts:
    """What each host shows, when it began to be bad, and when somebody was first told so."""

    def __init__(self, count):
        self.values = dict.fromkeys(("web%d" % i for i in range(count)), 5)
        self.began, self.told = {}, {}

    def turn_bad(self, host):
        self.values[host] = 95
        self.began[host] = time.monotonic()

    def on_told(self, way, host, at):
        if host in self.began:
            self.told.setdefault(way, {}).setdefault(host, at)

    def latencies_ms(self, way, hosts):
        told = self.told.get(way, {})
        return sorted(1000 * (told[host] - self.began[host]) for host in hosts if host in told)


class Web(http.server.ThreadingHTTPServer):
    """Takes what is posted, and shows what Prometheus scrapes."""

    daemon_threads = True
    hosts = None

    def server_bind(self):
        # not by its own, which asks for the host's name
        http.server.socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address


class Page(http.server.BaseHTTPRequestHandler):

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        at = time.monotonic()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        for alert in json.loads(body)["alerts"]:
            labels = alert["labels"]
            self.server.hosts.on_told("webhook", labels.get("by_1", labels.get("host")), at)

    def do_GET(self):
        body = "".join('percent{host="%s"} %d\n' % one for one in self.server.hosts.values.items()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def moments(options):
    """When each host turns bad, in seconds: the same for all that are measured."""
    dice = random.Random(options.seed)
    return sorted(dice.uniform(0, options.seconds) for _ in range(options.alerts))


def play(options, hosts, turn_bad, ways, pids):
    """Warms up, then turns the hosts bad at their moments; gives what each way took and how much CPU time was used."""
    names = list(hosts.values)
    for host in names[:WARM_UP]:
        turn_bad(host)
        time.sleep(0.02)
    wait_until(lambda: all(len(hosts.told.get(way, {})) >= WARM_UP for way in ways), LATE_S, "the first alerts were told")
    before, began = sum(machine.process_cpu_s(pid) for pid in pids), time.monotonic()
    for host, moment in zip(names[WARM_UP:], moments(options)):
        ahead = began + moment - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        turn_bad(host)
    deadline = time.monotonic() + LATE_S
    while any(len(hosts.told[way]) < len(names) for way in ways) and time.monotonic() < deadline:
        time.sleep(0.05)
    cpu_s = sum(machine.process_cpu_s(pid) for pid in pids) - before
    return {way: hosts.latencies_ms(way, names[WARM_UP:]) for way in ways}, cpu_s / (time.monotonic() - began)


def leela(options, web, has_chat):
    folder = tempfile.mkdtemp(prefix="leela-perf-")
    hosts = web.hosts = Hosts(WARM_UP + options.alerts)
    more, server, client = ENGINE.format(folder=folder, url="http://127.0.0.1:%d/hook" % web.server_port), None, None
    try:
        if has_chat:
            server = chat.Ejabberd(folder + "/ejabberd", options.port + 10, ["leela", "alice"])
            client = chat.Client(server.plain, "alice", lambda body, at: hosts.on_told("chat", body.split()[0], at / 1e9))
            with open(os.open(folder + "/password", os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
                file.write("leela\n")
            more += XMPP.format(port=server.tls, folder=folder, certificate=server.certificate)
        with open(folder + "/full.alerts", "w", encoding="ascii") as file:
            file.write(ALERTS % ("pager, alice@localhost" if has_chat else "pager"))
        with Engine(options.port, folder=folder, more=more) as engine:
            if has_chat:
                engine.wait_for("xmpp.logins.made", 1)
            out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

            def sample(host):
                key = host + ".percent"
                out.sendto(b"gauge %d|%s %d %d.0;" % (len(key), key.encode(), hosts.values[host], time.time()), ("127.0.0.1", engine.udp))

            def turn_bad(host):
                hosts.turn_bad(host)
                sample(host)
            for host in hosts.values:
                sample(host)
            engine.settle()
            return play(options, hosts, turn_bad, ["webhook", "chat"] if has_chat else ["webhook"], [engine.pid])
    finally:
        for one in (client, server):
            if one:
                one.close()
        shutil.rmtree(folder, ignore_errors=True)


def prometheus(options, web):
    folder = tempfile.mkdtemp(prefix="leela-perf-")
    hosts = web.hosts = Hosts(WARM_UP + options.alerts)
    port, alertmanager = options.port + 20, options.port + 21
    files = {"rules.yml": RULES, "prometheus.yml": PROMETHEUS.format(folder=folder, alertmanager=alertmanager, port=web.server_port),
             "alertmanager.yml": ALERTMANAGER.format(url="http://127.0.0.1:%d/hook" % web.server_port)}
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
    log = open(folder + "/log", "wb")
    processes = [subprocess.Popen(command, stdout=log, stderr=log) for command in (
        ["prometheus-alertmanager", "--config.file=%s/alertmanager.yml" % folder, "--storage.path=%s/alertmanager" % folder,
         "--web.listen-address=127.0.0.1:%d" % alertmanager, "--cluster.listen-address="],
        ["prometheus", "--config.file=%s/prometheus.yml" % folder, "--storage.tsdb.path=%s/data" % folder, "--web.listen-address=127.0.0.1:%d" % port])]

    def is_up():
        try:
            text = urllib.request.urlopen("http://127.0.0.1:%d/api/v1/query?query=count(percent)" % port, timeout=5).read().decode()
            urllib.request.urlopen("http://127.0.0.1:%d/-/ready" % alertmanager, timeout=5).read()
        except OSError:
            return False
        return '"%d"' % len(hosts.values) in text
    try:
        wait_until(is_up, 60, "Prometheus has scraped the hosts")
        return play(options, hosts, hosts.turn_bad, ["webhook"], [process.pid for process in processes])
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            process.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def version(program):
    said = subprocess.run([program, "--version"], capture_output=True, text=True)
    return re.search(r"version (\S+)", said.stdout + said.stderr)[1].rstrip(",")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--alerts", type=int, default=1000, help="of each (%(default)s)")
    arguments.add_argument("--seconds", type=int, default=50, help="in which they happen (%(default)s)")
    arguments.add_argument("--seed", type=int, default=1, help="of their moments (%(default)s)")
    arguments.add_argument("--no-chat", action="store_true", help="the engine tells the web server alone")
    arguments.add_argument("--no-prometheus", action="store_true", help="the engine alone")
    arguments.add_argument("--json", help="file that gets each result as a line")
    arguments.add_argument("--port", type=int, default=23500, help="first of thirty ports (%(default)s)")
    options = arguments.parse_args()
    has_chat = not options.no_chat and chat.is_installed()
    subprocess.run([os.path.join(machine.ROOT, "ops", "build")], check=True)
    web = Web(("127.0.0.1", 0), Page)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    print("# From a sample to a message\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- %d alerts of as many hosts at random moments of %d s, after %d to warm up; seed %d" % (options.alerts, options.seconds, WARM_UP, options.seed))
    results = [("the engine", leela(options, web, has_chat))]
    if not options.no_prometheus:
        print("- Prometheus %s, scraping and evaluating once a second; Alertmanager %s, group_wait 0s" % (
            version("prometheus"), version("prometheus-alertmanager")))
        results.append(("Prometheus and Alertmanager", prometheus(options, web)))
    print("\n| from | to | told of | p50 ms | p90 ms | p99 ms | most ms | CPU s a second |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, (ways, cpu) in results:
        for way, took in ways.items():
            figures = [took[min(len(took) - 1, int(len(took) * part))] for part in (0.5, 0.9, 0.99, 1)]
            print("| %s | %s | %d of %d | %s | %.3f |" % (name, way, len(took), options.alerts, " | ".join("%.1f" % ms for ms in figures), cpu))
            keep(options.json, dict(kind="alerting", name=name, way=way, told=len(took), alerts=options.alerts, cpu=cpu,
                                    **dict(zip(("p50", "p90", "p99", "most"), figures))))
    print("\nLoad after: %s" % machine.read("/proc/loadavg").split()[0])
    if any(len(took) < options.alerts for _, (ways, _) in results for took in ways.values()):
        raise SystemExit("some were not told of within %d s" % LATE_S)


if __name__ == "__main__":
    main()
