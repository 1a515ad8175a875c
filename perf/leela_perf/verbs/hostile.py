#!/usr/bin/env python3
"""What an innocent client feels while another one attacks: a real engine of its own with a default heap for each attack.

One innocent sends a gauge over UDP every 10 ms and has a standing query on it: how long from send to result? Another reads /v1/version
over a new connection every 20 ms. Both are watched for some seconds before the attack and while it lasts: p50, p99, and of HTTP the longest.
The attackers run at a lower priority, the innocents, with the right to, at a higher one, so that what shows is the engine's doing: not the
attackers' share of the cores, and not the innocent's own wait for one, which stands beside ("client", p99 and longest, as the kernel tells).
On a machine with more to do than it can, threads of the engine wait for a CPU: what the one that waited longest did of the time is shown for
both spans; and the longest stop of the engine in the attack: whatever all its threads stand still for, the collector's pauses among them, and
the time until they do.
The first attack, burn, attacks nobody: what it costs is what any program costs that shares these cores.
"""
import argparse
import contextlib
import multiprocessing
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402
from engine import Engine, wait_until  # noqa: E402
from kills import CpuWaits, ledger  # noqa: E402

PROCESSES = multiprocessing.get_context("fork")
SERIES = 20_000
COLUMNS = "| %-10s | %7s | %6s | %10s | %10s | %12s | %12s | %9s | %7s | %8s | %7s | %8s | %7s | %s |"


class Innocent:
    """Measures from construction on, in a process of its own, until tell() is asked. It goes before everybody else who wants a core, where
    the kernel lets it: its own waits are not the engine's."""

    BEFORE_OTHERS = -10

    def __init__(self, engine):
        self.engine, self.is_ended, self.samples, self.failed = engine, False, [], []
        self.there, here = PROCESSES.Pipe()
        self.process = PROCESSES.Process(target=self.run, args=(here,), daemon=True)
        self.process.start()
        self.there.recv()

    def run(self, pipe):
        with contextlib.suppress(PermissionError):
            os.nice(self.BEFORE_OTHERS)
        works = self.works()
        pipe.send("ready")
        for work in works:
            threading.Thread(target=work, daemon=True).start()
        pipe.recv()
        self.is_ended = True
        time.sleep(1)
        pipe.send(self.told())

    def tell(self):
        """(begin, seconds) of each that was answered, and when those that were not began."""
        self.there.send("end")
        told = self.there.recv()
        self.process.join()
        return told


class QueryClient(Innocent):
    """From a gauge that is sent to the standing query's result."""

    EVERY_S = 0.01

    def works(self):
        self.sent, self.query = {}, start_query(self.engine, "^innocent$", "id")
        return self.send, self.receive

    def send(self):
        udp, number, begin = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0, time.monotonic()
        while not self.is_ended:
            number += 1
            time.sleep(max(0, begin + number * self.EVERY_S - time.monotonic()))
            self.sent[number] = time.monotonic()
            udp.sendto(b"gauge 8|innocent %d %d.0;" % (number, time.time()), ("127.0.0.1", self.engine.udp))

    def receive(self):
        for frame in frames(self.query):
            now = time.monotonic()
            for number in re.findall(rb"event 8\|innocent ([0-9]+)\.", frame):
                at = self.sent[int(number)]
                self.samples.append((at, now - at))

    def told(self):
        arrived = {at for at, _ in self.samples}
        return self.samples, [at for at in self.sent.values() if at not in arrived]


class HttpReader(Innocent):
    """One read after the other, each over a new connection."""

    def __init__(self, engine, path, every_s):
        self.request = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path.encode()
        self.every_s, self.waits = every_s, []
        super().__init__(engine)

    def works(self):
        return self.read,

    def read(self):
        while not self.is_ended:
            begin, waited = time.monotonic(), own_wait_s()
            try:
                with socket.create_connection(("127.0.0.1", self.engine.http), 5) as http:
                    http.sendall(self.request)
                    is_good = http.recv(4096).startswith(b"HTTP/1.1 200")
            except OSError:
                is_good = False
            if is_good:
                self.samples.append((begin, time.monotonic() - begin))
                self.waits.append((begin, own_wait_s() - waited))
            else:
                self.failed.append(begin)
            time.sleep(max(0, begin + self.every_s - time.monotonic()))

    def told(self):
        return self.samples, self.failed, self.waits


def own_wait_s():
    """How long this thread has waited for a core."""
    return int(machine.read("/proc/thread-self/schedstat").split()[1]) / 1e9


# ---- attacks: each is prepared until its first yield, under way until its second, and cleans up behind it

def burn(engine):
    """Four processes that use up CPU and attack nobody: the floor for all others"""
    def count():
        while True:
            pass
    with fed(engine, SERIES):
        yield
        with attackers(4, count):
            yield


def regex(engine):
    """A costly regular expression that matches nothing, over all series"""
    with fed(engine, SERIES):
        yield
        query = start_query(engine, "([a-z0-9.-]?){390}Z", "id")
        yield
        query.close()


def silent_proc(engine):
    """400 proc clients that say nothing"""
    yield
    clients = [connect_proc(engine) for _ in range(400)]
    yield
    close_all(clients)


def silent_http(engine):
    """1,100 silent HTTP connections"""
    yield
    clients = [socket.create_connection(("127.0.0.1", engine.http)) for _ in range(1100)]
    yield
    close_all(clients)


def stalled(engine):
    """128 HTTP readers of a long range that take nothing of it"""
    write_long(engine)
    yield
    clients = []
    for _ in range(128):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", engine.http))
        client.sendall(long_request())
        clients.append(client)
    yield
    close_all(clients)


def gzip(engine):
    """32 readers of one long range, packed, again and again"""
    write_long(engine)
    yield
    with attackers(4, lambda: read_again(engine, 8, long_request(b"Accept-Encoding: gzip\r\n"))):
        yield


def glob(engine):
    """Four clients that list keys by * and 3,900 brackets, again and again"""
    with fed(engine, SERIES):
        yield
        request = b"GET /v1/keys?glob=*" + b"%5B" * 1300 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        plain = b"GET /v1/keys?glob=*" + b"[" * 3900 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with attackers(1, lambda: read_again(engine, 2, request)), attackers(1, lambda: read_again(engine, 2, plain)):
            yield


def peer(engine):
    """The engine's own sockets registered as peers"""
    with fed(engine, SERIES):
        yield

        def register():
            door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            while True:
                for name in ("timeline-databus", "dmproc-databus", "timeline-multicast"):
                    door.sendto(engine.socket(name).encode(), engine.socket("timeline-multicast"))
                time.sleep(0.5)
        with attackers(1, register):
            yield


def churn(engine):
    """5,000 proc clients that start a query over all series and leave, each at once"""
    with fed(engine, SERIES):
        yield

        def come_and_go():
            for _ in range(5000):
                with contextlib.suppress(OSError, EOFError):
                    start_query(engine, "^bench", "id").close()
            signal.pause()
        with attackers(1, come_and_go):
            yield


def median(engine):
    """One query that holds 10,000 values of each series"""
    with fed(engine, SERIES):
        yield
        query = start_query(engine, "^bench", "window 10000 (median)")
        yield
        query.close()


def form(engine):
    """A page of another origin that posts forms"""
    yield
    body = b'{"type":"gauge","value":1}'
    request = (b"POST /v1/evil HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nContent-Type: text/plain\r\n"
               b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)) + body
    with attackers(1, lambda: read_again(engine, 4, request)):
        yield


def newkeys(engine):
    """A million new keys over UDP, 100,000 a second"""
    yield
    with blasting(engine, 1_000_000, 100_000):
        yield


def abs256(engine):
    """Six queries of 256 functions over all series"""
    with fed(engine, SERIES):
        yield
        queries = [start_query(engine, "^bench", " | ".join(["abs"] * 256)) for _ in range(6)]
        reader = threading.Thread(target=drain, args=(queries,), daemon=True)
        reader.start()
        yield
        close_all(queries)


def everything(engine):
    """Readers of all of a million keys, and of a long range computed, by each API, again and again"""
    write_long(engine)
    with blasting(engine, 1_000_000, 100_000):
        wait_until(lambda: engine.counters.of("series.live") >= 1_000_000, 120, "all series are known")
    engine.settle()
    engine.settle_storage()
    yield
    start = time.time() - 21 * 86400
    paths = ["/render?format=json&from=-400d&target=*", "/v1/query?key=*&start=-400d&max_points=10", "/v1/keys?limit=100000",
             "/render?format=json&from=%d&target=movingAverage(bench.m000000,100)" % start,
             "/v1/query?key=bench.m000000&start=%d&max_points=1000&fn=p99" % start]
    with contextlib.ExitStack() as all_of_them:
        for path in paths:
            request = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path.encode()
            all_of_them.enter_context(attackers(1, lambda request=request: read_again(engine, 4, request)))
        yield


def metrics(engine):
    """32 clients that ask for /metrics, packed, again and again"""
    yield
    request = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    with attackers(4, lambda: read_again(engine, 8, request)):
        yield


ATTACKS = {"burn": burn, "regex": regex, "proc": silent_proc, "http": silent_http, "stalled": stalled, "gzip": gzip, "glob": glob, "peer": peer, "churn": churn,
           "median": median, "form": form, "newkeys": newkeys, "abs": abs256,
           "everything": everything, "metrics": metrics}


# ---- what they do it with

def connect_proc(engine):
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.connect(engine.socket("dmproc-proc"))
    return client


def start_query(engine, pattern, pipeline):
    client = connect_proc(engine)
    program = "proc match %d|%s %s;" % (len(pattern), pattern, pipeline)
    client.sendall(len(program).to_bytes(2, "big") + program.encode())
    answer = client.recv(11, socket.MSG_WAITALL)
    if answer[2:] != b"status 0;":
        raise EOFError("%s... was answered %s" % (program[:40], answer))
    return client


def frames(client):
    """What comes, until the connection ends."""
    held = b""
    while piece := client.recv(1 << 16):
        held += piece
        while len(held) >= 2 and len(held) >= 2 + (length := int.from_bytes(held[:2], "big")):
            yield held[2:2 + length]
            held = held[2 + length:]


def drain(clients):
    """Reads and throws away, until one is closed."""
    with contextlib.suppress(OSError, ValueError):
        while True:
            for client in clients:
                client.recv(1 << 20, socket.MSG_DONTWAIT) if readable(client) else time.sleep(0.001)


def readable(client):
    try:
        client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        return True
    except BlockingIOError:
        return False


def close_all(clients):
    for client in clients:
        client.close()


@contextlib.contextmanager
def attackers(count, work):
    """So many processes that do it until the end."""
    def run():
        os.nice(10)
        work()
    processes = [PROCESSES.Process(target=run, daemon=True) for _ in range(count)]
    for process in processes:
        process.start()
    yield
    for process in processes:
        process.kill()
        process.join()


@contextlib.contextmanager
def blasting(engine, series, rate):
    """Gauges of so many series at this rate, until the end."""
    load = subprocess.Popen([machine.tool("blast"), "-t", "127.0.0.1:%d" % engine.udp, "-f", "leela", "-k", str(series), "-n", str(rate * 60), "-r",
                             str(rate), "-D", "60", "-T", str(int(time.time()) - 86400)], stdout=subprocess.DEVNULL)
    yield
    load.kill()
    load.wait()


@contextlib.contextmanager
def fed(engine, series):
    """The same, once all series are known: each of them once a second."""
    with blasting(engine, series, series):
        wait_until(lambda: engine.counters.of("series.live") >= series, 60, "all series are known")
        yield


LONG_POINTS = 1_000_000


def write_long(engine):
    """One series with many points, stored."""
    subprocess.run([machine.tool("blast"), "-u", engine.socket("timeline-databus"), "-k", "1", "-n", str(LONG_POINTS), "-T",
                    str(int(time.time()) - 20 * 86400)], check=True, stdout=subprocess.DEVNULL)
    engine.settle()
    engine.settle_storage()


def long_request(more=b""):
    return b"GET /v1/bench.m000000?start=%d HTTP/1.1\r\nHost: localhost\r\n%sConnection: close\r\n\r\n" % (time.time() - 21 * 86400, more)


def read_again(engine, clients, request):
    """So many threads, each with a connection after the other, that read all of the answer."""
    def run():
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", engine.http), 10) as http:
                http.sendall(request)
                while http.recv(1 << 16):
                    pass
    threads = [threading.Thread(target=run, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    threads[0].join()


# ---- one attack

def heap_mb(pid):
    """What lies in the heap now, garbage included."""
    return heap_used_mb(subprocess.run(["jcmd", str(pid), "GC.heap_info"], capture_output=True, text=True).stdout)


def heap_used_mb(told):
    """By what jcmd tells, whichever the collector."""
    parts = re.findall(r"(?:PSYoungGen|ParOldGen|generation|heap)\s+total \d+K, used (\d+)K", told)
    return sum(int(used) for used in parts or re.findall(r"committed, (\d+)K used", told)) / 1024


def percentiles(samples, begin, end):
    """p50, p99 and the longest in milliseconds of what began in a span of time."""
    took = sorted(1000 * seconds for at, seconds in samples if begin <= at < end)
    return (took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)], took[-1]) if took else (float("nan"),) * 3


def attack(name, options):
    with tempfile.TemporaryDirectory(prefix="leela-hostile-") as folder:
        engine = Engine(options.port, folder=folder, java_opts=options.java_opts)
        steps = ATTACKS[name](engine)
        next(steps)
        innocents = QueryClient(engine), HttpReader(engine, options.read, options.every)
        time.sleep(2)
        begin, waits = time.monotonic(), CpuWaits(engine.pid)
        time.sleep(options.before)
        waited = [waits.longest_s() / options.before]
        attacked, waits, stops = time.monotonic(), CpuWaits(engine.pid), len(engine.stops_ms())
        next(steps)
        time.sleep(max(0, attacked + options.seconds - time.monotonic()))
        end = time.monotonic()
        waited.append(waits.longest_s() / (end - attacked))
        longest = "%.0f" % max(engine.stops_ms()[stops:], default=0)
        (query_s, lost), (http_s, failed, waits_s) = [innocent.tell() for innocent in innocents]
        heap, rss = heap_mb(engine.pid), machine.memory_mb(engine.pid)[0]
        next(steps, None)
        exited = engine.process.poll()
        residual = "-"
        if exited is None:
            engine.settle()
            engine.settle_storage()
            with contextlib.suppress(SystemExit):
                wait_until(lambda: engine.counters.open() == 0 and ledger(engine.counters) == 0, 10, "the ledgers balance")
            residual = "%d, %d" % (engine.counters.open(), ledger(engine.counters))
        spans = (begin, attacked), (attacked, end)
        cells = ["%.1f/%.1f" % percentiles(query_s, *span)[:2] for span in spans]
        cells += ["%.1f/%.1f/%.0f" % percentiles(http_s, *span) for span in spans] + ["%.1f/%.0f" % percentiles(waits_s, attacked, end)[1:]]
        missed = sum(attacked <= at < end for at in failed), sum(attacked <= at < end - 1 for at in lost)
        print(COLUMNS % (name, "%.0f" % heap, "%.0f" % rss, *cells, "%.0f%%/%.0f%%" % (100 * waited[0], 100 * waited[1]), longest,
                         "%d, %d" % missed, residual, "no" if exited is None else exited,
                         ATTACKS[name].__doc__), flush=True)
        engine.close()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                        epilog="\n".join("  %-8s %s" % (name, what.__doc__) for name, what in ATTACKS.items()))
    arguments.add_argument("attacks", nargs="*", metavar="ATTACK", help="which; all if none is named")
    arguments.add_argument("--before", type=float, default=3, help="seconds that the innocent is watched before (%(default)s)")
    arguments.add_argument("--seconds", type=float, default=7, help="of each attack (%(default)s)")
    arguments.add_argument("--every", type=float, default=0.02, help="seconds between two reads over HTTP (%(default)s)")
    arguments.add_argument("--read", default="/v1/version", help="what the innocent reads over HTTP, such as '/v1/innocent?start=-1m' (%(default)s)")
    arguments.add_argument("--java-opts", default="", help="further options of the engine's JVM")
    arguments.add_argument("--port", type=int, default=19540)
    options = arguments.parse_args()
    for name in options.attacks:
        if name not in ATTACKS:
            arguments.error("no attack %r; there are %s" % (name, ", ".join(ATTACKS)))
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    print("\n".join("- " + line for line in machine.description()))
    print()
    print(COLUMNS % ("attack", "heap MB", "RSS MB", "query bef.", "query dur.", "HTTP bef.", "HTTP dur.", "client", "no CPU", "stop ms", "missed", "residual", "exits", "what"))
    print(re.sub("[^|]", "-", COLUMNS % ((" ",) * 14)), flush=True)
    for name in options.attacks or ATTACKS:
        attack(name, options)


if __name__ == "__main__":
    main()
