#!/usr/bin/env python3
"""What live streams over HTTP cost: the same load with none and with many of them in turns, each following one series; and whether they get all
of it. One process reads all streams; another follows all series and reads nothing before the load has ended: what it has missed must be told to it."""
import argparse
import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from engine import Engine  # noqa: E402
from load import Load  # noqa: E402

RESULT, LOST = b"event: result", b"event: lost"


def open_stream(port, query, receive_bytes=0):
    client = socket.socket()
    if receive_bytes:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    client.connect(("127.0.0.1", port))
    client.sendall(("GET /v1/stream?query=%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % urllib.parse.quote(query)).encode())
    return client


def read_slowly(port):
    """Follows all series, and reads nothing until standard input ends; says how many results came, and how many were told to be lost."""
    client = open_stream(port, "SELECT id FROM ^bench\\.;", 4096)
    print("ready", flush=True)
    sys.stdin.read()
    client.settimeout(3)
    results, lost, data = 0, 0, b""
    try:
        while True:
            came = client.recv(1 << 18)
            data += came
            end = data.rfind(b"\n\n") + 2 if came else len(data)
            results += data.count(RESULT, 0, end)
            lost += sum(int(number) for number in re.findall(rb'"lost":(\d+)', data[:end]))
            data = data[end:]
            if not came:
                break
    except TimeoutError:
        pass  # nothing more comes
    print(results, lost, flush=True)


def read_streams(port, count):
    """Follows so many series, one a stream, until standard input ends; says how many results came."""
    selector, tails, counts = selectors.DefaultSelector(), {}, [0, 0]
    for number in range(count):
        client = open_stream(port, "SELECT id FROM ^bench\\.m%06d$;" % number)
        head = client.recv(65536)
        if b"200 OK" not in head:
            raise SystemExit(head.decode())
        client.setblocking(False)
        tails[client] = b""
        selector.register(client, selectors.EVENT_READ)
    print("ready", flush=True)
    selector.register(sys.stdin, selectors.EVENT_READ)
    sent = None
    while sent is None or counts[0] < sent:
        ready = selector.select(10)
        if not ready and sent is not None:
            break  # what is still missing does not come
        for key, _ in ready:
            if key.fileobj is sys.stdin:
                sent = int(sys.stdin.readline())
                selector.unregister(sys.stdin)
                continue
            came = key.fileobj.recv(1 << 18)
            if not came:
                selector.unregister(key.fileobj)
            data = tails[key.fileobj] + came
            # what may be the beginning of a mark is seen with what follows
            cut = max(0, len(data) - len(RESULT) + 1)
            counts[0] += data.count(RESULT, 0)
            counts[1] += data.count(LOST, 0)
            tail = data[cut:]
            tails[key.fileobj] = b"" if RESULT in tail or LOST in tail else tail
    print(counts[0], counts[1], flush=True)


def start_streams(engine, *how):
    reader = subprocess.Popen([sys.executable, os.path.realpath(__file__), *map(str, how)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if reader.stdout.readline() != "ready\n":
        raise SystemExit("the streams were not started")
    return reader


def end_streams(reader, sent):
    """How many results, and how many losses told, were read once all that was sent has come."""
    results, lost = reader.communicate("%d\n" % sent)[0].split()
    return int(results), int(lost)


def measure(options):
    print("\n".join("- " + line for line in machine.description()) + "\n")
    engine = Engine(options.port, storage=options.storage)
    try:
        load = Load(engine, series=options.streams, seconds=options.seconds)
        load.warm_up()
        shots = {0: [], options.streams: []}
        for turn in range(options.turns):
            for count in shots:
                reader = start_streams(engine, "--read", engine.http, count) if count else None
                before = engine.counters.of("live.events.sent")
                paced, full = load.shot(options.rate), load.shot(0)
                lost = engine.counters.of("live.events.lost")
                if reader:
                    sent = engine.counters.of("live.events.sent") - before
                    read, _ = end_streams(reader, sent)
                    print("turn %d: %d results sent, %d read, %d lost in all" % (turn, sent, read, lost))
                    engine.wait_for("live.streams.open", 0)
                shots[count].append((paced, full))
                print("%3d streams: at %d/s lost %.4f %%, %.2f µs of CPU a metric, %.2f of them the intake's; at full speed %.0f/s taken" % (
                    count, options.rate, 100 * max(0, paced["loss"]), paced["cpu"], intake(paced), full["accepted_rate"]), flush=True)
        report(options, shots)
        lose(engine, load, options)
    finally:
        engine.close()


def lose(engine, load, options):
    """A client that does not read: how many results it missed, and how many it was told that it missed."""
    sent, lost = engine.counters.of("live.events.sent"), engine.counters.of("live.events.lost")
    reader = start_streams(engine, "--read-slowly", engine.http)
    shot = load.shot(options.rate)
    results, told = map(int, reader.communicate()[0].split())
    engine.wait_for("live.streams.open", 0)
    print("beside a client of all series that does not read: lost %.4f %% of the metrics, %.2f µs of the intake's CPU a metric; it got %d results and "
          "was told that it lost %d (the engine: %d and %d)" % (100 * max(0, shot["loss"]), intake(shot), results, told,
                                                              engine.counters.of("live.events.sent") - sent,
                                                              engine.counters.of("live.events.lost") - lost))
    if told == 0:
        raise SystemExit("it was not told what it lost")


def intake(shot):
    """CPU of the threads that read datagrams, and on few cores run the handlers, in µs a metric."""
    return sum(cpu for name, cpu in shot["threads"].items() if name.startswith("leela-udp"))


def report(options, shots):
    middle = {count: [statistics.median(figure(pair) for pair in pairs) for figure in (
        lambda pair: pair[0]["loss"], lambda pair: pair[0]["cpu"], lambda pair: intake(pair[0]), lambda pair: pair[1]["accepted_rate"])]
              for count, pairs in shots.items()}
    without, with_streams = middle[0], middle[options.streams]
    print("\nmedian of %d turns, %d metrics/s, %d streams of one series each" % (options.turns, options.rate, options.streams))
    print("| streams | lost at %d/s | CPU, µs a metric | the intake's | taken at full speed |\n| --- | --- | --- | --- | --- |" % options.rate)
    for count, (loss, cpu, intakes, rate) in middle.items():
        print("| %d | %.4f %% | %.2f | %.2f | %.0f/s |" % (count, 100 * max(0, loss), cpu, intakes, rate))
    print("at full speed with streams: %+.1f %%" % (100 * (with_streams[3] / without[3] - 1)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--read", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--read-slowly", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--rate", type=int, default=100_000, help="metrics a second (100,000)")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--storage", default="embedded")
    parser.add_argument("--port", type=int, default=27300)
    options = parser.parse_args()
    if options.read_slowly:
        read_slowly(options.read_slowly)
        return
    if options.read:
        read_streams(*options.read)
        return
    measure(options)


if __name__ == "__main__":
    main()
