"""Servers that get the same over TCP in turns: those that are not the first in a turn may have what the first left of the machine, so turns of
all of them count alike, and those in which compilers are still at work do not count."""
import statistics
import threading
import time

import machine

SETTLE_S = 2
CONNECTIONS = 2


class Peer:
    """A server under its name. One that is slow gets only one in so many requests."""

    def __init__(self, name, server, one_in=1):
        self.name, self.pid, self.one_in = name, server.pid, one_in
        self.threads_s, self.points = {}, 0

    def measured(self, requests, send, points):
        """A turn that counts, with what each thread took in it."""
        before = machine.thread_cpu_s(self.pid)
        found = self.turn(requests, send, SETTLE_S)
        for name, used in machine.thread_cpu_s(self.pid).items():
            self.threads_s[name] = self.threads_s.get(name, 0) + used - before.get(name, 0)
        self.points += len(requests[::self.one_in]) * points
        return found

    def told_threads(self):
        """CPU s a million points by thread, the most first."""
        shares = sorted(((used / self.points * 1e6, name) for name, used in self.threads_s.items()), reverse=True)
        return ", ".join("%s %.3f" % (name, share) for share, name in shares if share >= 0.001)

    def turn(self, requests, send, settle_s):
        """How long it took until the last answer, and the CPU seconds until its work is done, each a request."""
        mine = requests[::self.one_in]
        cpu, started = machine.process_cpu_s(self.pid), time.monotonic()
        threads = [threading.Thread(target=send, args=(self, mine[i::CONNECTIONS])) for i in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - started
        time.sleep(settle_s)
        return took / len(mine), (machine.process_cpu_s(self.pid) - cpu) / len(mine)


def measure(peers, kind, turns, warm, points, make, send):
    """Prints a row for each of them, and gives the figures: by name (M points/s, CPU s a million points) of each turn. points: of each request,
    of which make() gives those of a turn."""
    found = {peer.name: [] for peer in peers}
    for turn in range(warm + turns):
        requests = make()
        for peer in peers:
            if turn < warm:
                peer.turn(requests, send, 0.1)
            else:
                took, cpu = peer.measured(requests, send, points)
                found[peer.name].append((points / took / 1e6, cpu / points * 1e6))
    for name, shots in found.items():
        print("| %s | %s | %s | %s |" % (kind, name, spread([shot[0] for shot in shots]), spread([shot[1] for shot in shots])), flush=True)
    return found


def verdict(kind, found):
    """The first beside the best of the others, each by its median."""
    ours, *others = ([statistics.median(shot[i] for shot in shots) for i in (0, 1)] for shots in found.values())
    return "%s: %.2f times the rate of the fastest other, %.2f times the CPU a point of the one that takes least" % (
        kind, ours[0] / max(rate for rate, _ in others), ours[1] / min(cpu for _, cpu in others))


def spread(values):
    """median (lowest-highest)"""
    return "%.3f (%.3f-%.3f)" % (statistics.median(values), min(values), max(values))
