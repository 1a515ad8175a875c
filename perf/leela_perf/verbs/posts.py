#!/usr/bin/env python3
"""Leela beside VictoriaMetrics and InfluxDB on the same requests over HTTP: Influx lines, and Prometheus' remote write. Each server runs all the
time and gets the same bodies in turns, over two connections that wait for each answer; what is told is the rate until the last answer, and the
CPU of the server until its work is done. The blocks of remote write are not compressed, only framed. InfluxDB, which is slow, gets one in twenty."""
import argparse
import contextlib
import os
import socket
import struct
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
import peers  # noqa: E402
import servers  # noqa: E402
from engine import Engine  # noqa: E402

HOSTS = 100
FIELDS = ("usage_idle", "usage_user", "usage_system", "usage_iowait", "usage_irq", "usage_nice", "usage_steal", "usage_guest", "usage_softirq", "usage_total")
SERIES = HOSTS * len(FIELDS)
# values repeat behind so many seconds: to render each would take Python longer than the servers take to read it
PATTERNS = 16
SECOND = b"@@@@@@@@@@"
MILLISECOND = b"@@@@@@"
VALUES = tuple([(host * 7 + i * 13 + pattern * 617) % 10000 / 100 for host in range(HOSTS) for i in range(len(FIELDS))] for pattern in range(PATTERNS))


def rendered_lines():
    """A line a host, of ten fields, for a second that is to be put in."""
    return ["".join("cpu,host=web-%03d,region=eu-west-1,cpu=cpu-total %s %s000000000\n" % (
        host, ",".join("%s=%.2f" % (field, values[host * len(FIELDS) + i]) for i, field in enumerate(FIELDS)), SECOND.decode())
        for host in range(HOSTS)).encode() for values in VALUES]


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def rendered_requests():
    """The same as remote write: a series a host and field, and in it one sample, as Prometheus sends them."""
    out = []
    for values in VALUES:
        parts = []
        for host in range(HOSTS):
            for i, name in enumerate(FIELDS):
                labels = (("__name__", "cpu_" + name), ("cpu", "cpu-total"), ("instance", "web-%03d:9100" % host), ("job", "node"), ("region", "eu-west-1"))
                sample = b"\x09" + struct.pack("<d", values[host * len(FIELDS) + i]) + b"\x10" + MILLISECOND
                parts.append(field(1, b"".join(field(1, field(1, a.encode()) + field(2, b.encode())) for a, b in labels) + field(2, sample)))
        out.append(b"".join(parts))
    return out


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


class Seconds:
    """Those that bodies are made of, one behind the other, from some time ago."""

    def __init__(self, before):
        self.next = int(time.time()) - before

    def take(self, count):
        self.next += count
        return range(self.next - count, self.next)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=5, help="of each server (%(default)s)")
    arguments.add_argument("--points", type=float, default=1, help="in each turn, in millions (%(default)s)")
    arguments.add_argument("--warm", type=int, default=30, help="turns before those that count: compilers take their time (%(default)s)")
    arguments.add_argument("--only", choices=("lines", "remote write"), help="one of the two")
    arguments.add_argument("--alone", action="store_true", help="no other server")
    arguments.add_argument("--java-opts", default="", help="of the engine")
    arguments.add_argument("--port", type=int, default=21100, help="first of twenty ports (%(default)s)")
    options = arguments.parse_args()
    if not options.alone:
        servers.install()
    machine.build_perf()
    print("# Posted lines and remote write beside VictoriaMetrics and InfluxDB\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- `%s`: %d series; median (lowest-highest) of %d turns, behind %d that do not count\n" % (
        machine.command(), SERIES, options.turns, options.warm))
    print("| what | server | M points/s | CPU s a million points |\n| --- | --- | --- | --- |")
    with contextlib.ExitStack() as running:
        engine = running.enter_context(Engine(options.port, java_opts=options.java_opts,
                                              more="[influx]\nenabled = true\nudp_port = %d\n[prometheus]\nenabled = true\n" % (options.port + 5)))
        served = [(peers.Peer("leela", engine), engine.http, "/write", "/api/v1/write")]
        if not options.alone:
            victoria = running.enter_context(servers.Victoria(options.port + 10))
            influx = running.enter_context(servers.Influxdb(options.port + 15))
            servers.urllib.request.urlopen("http://127.0.0.1:%d/query?q=CREATE+DATABASE+x" % influx.port2, data=b"")
            served += [(peers.Peer("victoria-metrics", victoria), victoria.port2, "/write", "/api/v1/write"),
                       (peers.Peer("influxdb", influx, 20), influx.port2, "/write?db=x", "/api/v1/prom/write?db=x")]
        told = [compare(options, served, kind) for kind in ("lines", "remote write") if options.only in (None, kind)]
        if not options.alone:
            print("\n" + "\n".join("- " + line for line in told))


def compare(options, served, kind):
    """Of lines a body has five seconds, of remote write one."""
    seconds_a_body = 5 if kind == "lines" else 1
    bodies = max(peers.CONNECTIONS * 20, int(options.points * 1e6 / SERIES / seconds_a_body))
    seconds = Seconds((options.turns + options.warm + 1) * bodies * seconds_a_body)
    parts = rendered_lines() if kind == "lines" else rendered_requests()
    headers = () if kind == "lines" else (
        "Content-Encoding: snappy", "Content-Type: application/x-protobuf", "X-Prometheus-Remote-Write-Version: 0.1.0")

    def body():
        if kind == "lines":
            return b"".join(parts[second % PATTERNS].replace(SECOND, b"%d" % second) for second in seconds.take(seconds_a_body))
        return b"".join(snappy(parts[second % PATTERNS].replace(MILLISECOND, varint(second * 1000))) for second in seconds.take(1))

    ways = {peer.name: (port, path if kind == "lines" else write_path) for peer, port, path, write_path in served}

    def send_to(peer, several):
        port, path = ways[peer.name]
        send(port, [post(path, one, *headers) for one in several])

    found = peers.measure([peer for peer, *_ in served], kind, options.turns, options.warm, seconds_a_body * SERIES,
                          lambda: [body() for _ in range(bodies)], send_to)
    return peers.verdict(kind, found) if len(found) > 1 else ""


if __name__ == "__main__":
    main()
