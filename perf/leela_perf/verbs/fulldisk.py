#!/usr/bin/env python3
"""A disk that fills up under a whole engine (a small tmpfs, which takes root): ingest and queries live on, the loss is counted, and when
there is room again storage goes on without a restart."""
import argparse
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from engine import Engine, wait_until  # noqa: E402

PHASES = []


class Feeder:
    """Sends documents of 4 kB and a gauge beside each, at a steady pace, and counts the gauges that a standing query gives back."""

    def __init__(self, engine):
        self.engine = engine
        self.out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.out.connect(engine.socket("timeline-databus"))
        self.query = socket.socket(socket.AF_UNIX)
        self.query.connect(engine.socket("dmproc-proc"))
        program = b"proc match 6|^gauge id;"
        self.query.sendall(struct.pack(">H", len(program)) + program)
        if b"status 0" not in self.query.recv(64):
            raise SystemExit("the query was refused")
        self.query.settimeout(10)
        self.sent = self.seen = 0
        self.second = int(time.time()) - 300 * 86400

    def send(self, count):
        document = '{"x":"%s"}' % ("x" * 4000)
        for _ in range(count):
            self.out.send(("data 8|document %d|%s %d.0; gauge 5|gauge %d %d.0;" % (len(document), document, self.second, self.sent, self.second)).encode())
            self.sent += 1
            self.second += 1
        while self.seen < self.sent:
            length = struct.unpack(">H", self.exactly(2))[0]
            self.seen += self.exactly(length).count(b"event ")

    def exactly(self, length):
        data = b""
        while len(data) < length:
            data += self.query.recv(length - len(data))
        return data


def get(engine, path):
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d%s" % (engine.http, path)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def tell(phase, engine, feeder, rate):
    counters = engine.counters
    given_up = sum(counters.of(name) for name in ("journal.entries.discarded{cause=disk}", "journal.entries.discarded{cause=limit}", "journal.entries.discarded{cause=damage}"))
    known = counters.of("journal.entries.stored") + counters.of("journal.entries.waiting") + given_up
    ready = get(engine, "/readyz")[0]
    history = get(engine, "/v1/gauge?start=%d&finish=%d" % (feeder.second - feeder.sent, feeder.second))[1]["results"]["gauge"]["series"]
    print("%-22s %8d %8d %8.0f %10d %10d %10d %8d %6d" % (phase, feeder.sent, feeder.seen, rate, counters.of("metrics.emitted"), known, given_up, len(history), ready),
          flush=True)
    return given_up


def feed(feeder, until, pause_s=0.01):
    begin, before = time.monotonic(), feeder.sent
    while not until():
        feeder.send(100)
        time.sleep(pause_s)
        if time.monotonic() - begin > 60:
            raise SystemExit("gave up waiting after %d sent" % feeder.sent)
    return (feeder.sent - before) / (time.monotonic() - begin)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", default="300m", help="of the disk")
    arguments.add_argument("--port", type=int, default=19600)
    options = arguments.parse_args()
    print("\n".join("- " + line for line in machine.description()))
    folder = tempfile.mkdtemp(prefix="leela-disk-")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + options.size, "tmpfs", folder], check=True)
    engine = Engine(options.port, folder=folder)
    try:
        feeder = Feeder(engine)
        refused = lambda: engine.counters.of("journal.entries.discarded{cause=disk}")  # noqa: E731
        print("%-22s %8s %8s %8s %10s %10s %10s %8s %6s" % ("phase", "sent", "queried", "sent/s", "emitted", "accounted", "given up", "history", "readyz"))
        tell("room", engine, feeder, feed(feeder, lambda: feeder.sent >= 1000))
        filler = os.path.join(folder, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
            except OSError:
                pass
        rate = feed(feeder, lambda: refused() > 500)
        lost = tell("full", engine, feeder, rate)
        os.remove(filler)
        last = [refused(), time.monotonic()]

        def recovered():
            if refused() != last[0]:
                last[:] = [refused(), time.monotonic()]
            return time.monotonic() - last[1] > 3
        # slowly: the journal keeps half a minute of it beside what is stored, and the disk is small
        rate = feed(feeder, recovered, 0.2)
        engine.settle()
        wait_until(lambda: get(engine, "/readyz")[0] == 200, 60, "all parts are ready")
        engine.settle_storage()
        lost = tell("room again", engine, feeder, rate)
        mark = feeder.sent
        feed(feeder, lambda: feeder.sent >= mark + 1000)
        engine.settle_storage()
        wait_until(lambda: get(engine, "/v1/gauge?start=%d&finish=%d" % (feeder.second - 1000, feeder.second))[1]["results"]["gauge"]["series"][-1][1]
                   == feeder.sent - 1, 10, "the last point is read")
        tell("a thousand later", engine, feeder, 0)
        wait_until(lambda: engine.counters.open() == 0, 10, "the ledger balances")
        given_up = refused()
        engine.close()
        errors = [line.strip() for line in machine.read(os.path.join(folder, "engine.log")).splitlines() if "level=ERROR" in line]
        print("lost and counted: %d of %d entries" % (given_up, 2 * feeder.sent))
        print("errors told: %d" % len(errors))
        for line in errors:
            print("    " + line[:300])
    finally:
        if engine.process.poll() is None:
            engine.kill()
        subprocess.run(["umount", "-l", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
