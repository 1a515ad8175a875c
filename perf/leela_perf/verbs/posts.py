#!/usr/bin/env python3
"""Leela beside VictoriaMetrics and InfluxDB on the same requests over HTTP: Influx lines, and Prometheus' remote write. Each server runs all the
time and gets the same bodies in turns, over two connections that wait for each answer; what is told is the rate until the last answer, and the
CPU of the server until its work is done. The blocks of remote write are not compressed, only framed."""
import argparse
import contextlib
import os
import socket
import statistics
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
import servers  # noqa: E402
from engine import Engine  # noqa: E402

HOSTS = 100
FIELDS = ("usage_idle", "usage_user", "usage_system", "usage_iowait", "usage_irq", "usage_nice", "usage_steal", "usage_guest", "usage_softirq", "usage_total")
CONNECTIONS = 2
SETTLE_S = 2


def lines(seconds):
    """One line a host, of ten fields, for each of some seconds."""
    return "".join("cpu,host=web-%03d,region=eu-west-1,cpu=cpu-total %s %d\n" % (
        host, ",".join("%s=%.2f" % (field, (host * 7 + i * 13 + second) % 10000 / 100) for i, field in enumerate(FIELDS)), second * 10**9)
        for second in seconds for host in range(HOSTS)).encode()


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def write_request(seconds):
    """The same as remote write: a series a host and field, and in it one sample, as Prometheus sends them."""
    out = []
    for second in seconds:
        for host in range(HOSTS):
            for i, name in enumerate(FIELDS):
                labels = (("__name__", "cpu_" + name), ("cpu", "cpu-total"), ("instance", "web-%03d:9100" % host), ("job", "node"), ("region", "eu-west-1"))
                sample = b"\x09" + struct.pack("<d", (host * 7 + i * 13 + second) % 10000 / 100) + b"\x10" + varint(second * 1000)
                out.append(field(1, b"".join(field(1, field(1, a.encode()) + field(2, b.encode())) for a, b in labels) + field(2, sample)))
    return b"".join(out)


def snappy(data):
    """A block of literals alone: to find what repeats would take Python longer than all servers take to read it."""
    out = bytearray(varint(len(data)))
    for start in range(0, len(data), 65536):
        part = data[start:start + 65536]
        out += bytes([61 << 2]) + struct.pack("<H", len(part) - 1) + part
    return bytes(out)


def post(path, body, *headers):
    head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n" % (path, len(body)) + "".join(header + "\r\n" for header in headers)
    return head.encode() + b"\r\n" + body


def send(port, requests):
    """Sends each when the one before was answered."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            client.sendall(request)
            answer = client.recv(65536)
            if b" 204 " not in answer.split(b"\r\n", 1)[0]:
                raise SystemExit("port %d answered %r" % (port, answer[:300]))


class Peer:
    """A server, and where it takes what."""

    def __init__(self, name, server, port, lines_path, write_path):
        self.name, self.pid, self.port = name, server.pid, port
        self.paths = {"lines": lines_path, "remote write": write_path}

    def turn(self, kind, bodies):
        headers = ("Content-Encoding: snappy", "Content-Type: application/x-protobuf", "X-Prometheus-Remote-Write-Version: 0.1.0") if kind == "remote write" else ()
        requests = [post(self.paths[kind], body, *headers) for body in bodies]
        cpu, started = machine.process_cpu_s(self.pid), time.monotonic()
        threads = [threading.Thread(target=send, args=(self.port, requests[i::CONNECTIONS])) for i in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - started
        time.sleep(SETTLE_S)
        return took, machine.process_cpu_s(self.pid) - cpu


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=5, help="of each server (%(default)s)")
    arguments.add_argument("--bodies", type=int, default=100, help="in each turn, of 5,000 points (lines) and 1,000 (%(default)s)")
    arguments.add_argument("--warm", type=int, default=4, help="turns before those that count: compilers take their time (%(default)s)")
    arguments.add_argument("--port", type=int, default=21100, help="first of twenty ports (%(default)s)")
    options = arguments.parse_args()
    servers.install()
    machine.build_perf()
    print("# Posted lines and remote write beside VictoriaMetrics and InfluxDB\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- `%s`: %d series; median of %d turns, behind %d that do not count\n" % (
        machine.command(), HOSTS * len(FIELDS), options.turns, options.warm))
    print("| what | server | M points/s | CPU s a million points |\n| --- | --- | --- | --- |")
    with contextlib.ExitStack() as running:
        engine = running.enter_context(Engine(options.port, more="[influx]\nenabled = true\nudp_port = %d\n[prometheus]\nenabled = true\n" % (options.port + 5)))
        victoria = running.enter_context(servers.Victoria(options.port + 10))
        influx = running.enter_context(servers.Influxdb(options.port + 15))
        servers.urllib.request.urlopen("http://127.0.0.1:%d/query?q=CREATE+DATABASE+x" % influx.port2, data=b"")
        peers = [Peer("leela", engine, engine.http, "/write", "/api/v1/write"),
                 Peer("victoria-metrics", victoria, victoria.port2, "/write", "/api/v1/write"),
                 Peer("influxdb", influx, influx.port2, "/write?db=x", "/api/v1/prom/write?db=x")]
        for kind, points, make in (("lines", 5, lines), ("remote write", 1, lambda seconds: snappy(write_request(seconds)))):
            compare(options, peers, kind, points, make)


def compare(options, peers, kind, seconds_a_body, make):
    found = {peer.name: [] for peer in peers}
    second = int(time.time()) - (options.turns + options.warm) * options.bodies * seconds_a_body
    points = options.bodies * seconds_a_body * HOSTS * len(FIELDS)
    for turn in range(options.turns + options.warm):
        bodies = []
        for _ in range(options.bodies):
            bodies.append(make(range(second, second + seconds_a_body)))
            second += seconds_a_body
        for peer in peers:
            took, cpu = peer.turn(kind, bodies)
            if turn >= options.warm:
                found[peer.name].append((points / took / 1e6, cpu / points * 1e6))
    for name, shots in found.items():
        print("| %s | %s | %.3f | %.3f |" % (kind, name, *[statistics.median(shot[i] for shot in shots) for i in (0, 1)]), flush=True)


if __name__ == "__main__":
    main()
