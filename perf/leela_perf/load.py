"""Shots of blast at a server, and the search for the highest rate that loses nothing."""
import json
import statistics
import subprocess
import threading
import time

import machine

LOSSLESS = 1e-4
DAY = 86400
POOL = 8_000_000


class Load:
    """One kind of load on one server. Times go on from shot to shot, from 20 days ago.

    A server has: pid; target(format), blast's options that lead there; marks(), its sums that only grow, among them "accepted", or
    "dropped" datagrams where it does not count what it takes; settle(), after which what it took is all that it takes in time; level(),
    how full it is; and figures(), what else there is to tell after a shot.
    """

    def __init__(self, server, format="leela", series=1000, per_datagram=0, seconds=3):
        self.server, self.seconds = server, seconds
        self.command = [machine.tool("blast"), *server.target(format), "-f", "leela" if format == "unix" else format, "-k", str(series),
                        *packing(per_datagram)]
        self.time = int(time.time()) - 20 * DAY
        self.near = None

    def shot(self, rate, seconds=None):
        """Sends at this rate (0: as fast as it goes) and returns what became of it."""
        server, seconds = self.server, seconds or self.seconds
        # what is sent as fast as it goes ends by the clock, or when the pool that was rendered for it is empty
        total = int(rate * seconds) if rate else POOL
        command = self.command + ["-n", str(total), "-r", str(rate), "-D", str(seconds * (1.5 if rate else 1)), "-T", str(self.time)]
        before = server.marks()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        time.sleep(total * 40e-9)  # rendering
        watch = Watch(server)
        sent = json.loads(process.communicate()[0])
        level = watch.stop()
        server.settle()
        used = Usage(server.pid, watch.usage)
        after = server.marks()
        grown = {name: after[name] - before[name] for name in after}
        self.time += sent["rounds"] + 1
        if "accepted" not in grown:
            grown["accepted"] = sent["sent_metrics"] - grown["dropped"] * sent["metrics_per_datagram"]
        millions = max(grown["accepted"], 1) / 1e6
        return dict(grown, rate=sent["metrics_per_s"], asked=rate, sent=sent["sent_metrics"], loss=1 - grown["accepted"] / sent["sent_metrics"],
                    accepted_rate=grown["accepted"] / sent["seconds"], cpu=used.cpu_s / millions, level=level,
                    threads={name: cpu_s / millions for name, cpu_s in used.threads_s.items()},
                    sender_cpu=sent["cpu_s"] / sent["sent_metrics"] * 1e6, per_datagram=sent["metrics_per_datagram"],
                    **server.figures(watch.usage, millions))

    def warm_up(self):
        """Until the code is compiled and the rate settles."""
        for rate in (200_000, 800_000, 0, 0):
            self.shot(rate, seconds=2)

    def search(self, ratio=1.05):
        """The lossless shot with the highest rate found: by halving from what is accepted at full speed, then by steps from what was found before."""
        best = self.step(self.near, ratio) if self.near else self.halve(ratio)
        self.near = best["asked"]
        return best

    def halve(self, ratio):
        """Between what passed and what lost, until they are this near to each other."""
        best, low, high = None, 0, max(self.shot(0)["accepted_rate"] * 1.4, 10_000)
        rate = high * 0.5
        while not low or high / low > ratio:
            shot = self.shot(rate)
            if is_lossless(shot):
                best, low = shot, rate
                if is_senders_limit(shot):
                    break
            else:
                high = rate
            rate = (low * high) ** 0.5 if low else high * 0.6
            if rate < 1000:
                raise SystemExit("something is lost at any rate; the last shot: %s" % shot)
        return best

    def step(self, rate, ratio):
        """Up from the rate until something is lost, or down until nothing is."""
        best, shot = None, self.shot(rate)
        is_going_up = is_lossless(shot)
        while is_lossless(shot) == is_going_up and rate > 1000:
            if is_going_up:
                best = shot
                if is_senders_limit(shot):
                    return best
            rate = rate * ratio if is_going_up else rate / ratio
            shot = self.shot(rate)
        return best or shot


def packing(per_datagram):
    """blast's options for so many metrics a datagram, 0 being as many as fit into 1.4 kB: no longer than it takes, metrics of blast being 43
    bytes, since a pool of longer ones would be larger than memory."""
    return ["-m", str(per_datagram), "-p", "8192"] + (["-s", str(per_datagram * 48)] if per_datagram else [])


def is_lossless(shot):
    return shot["loss"] < LOSSLESS


def is_senders_limit(shot):
    return shot["rate"] < shot["asked"] * 0.97


class Usage:
    """CPU seconds of a process and of its threads, since an earlier usage."""

    def __init__(self, pid, before=None):
        self.total_s, self.total_threads_s = machine.process_cpu_s(pid), machine.thread_cpu_s(pid)
        self.cpu_s = self.total_s - (before.total_s if before else 0)
        self.threads_s = {name: used - (before.total_threads_s.get(name, 0) if before else 0) for name, used in self.total_threads_s.items()}


class Watch:
    """Looks how full a server is, every 20 ms from construction to stop(); keeps its usage at the beginning."""

    def __init__(self, server):
        self.server, self.highest, self.ends = server, 0, False
        self.usage = Usage(server.pid)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.ends:
            self.highest = max(self.highest, self.server.level())
            time.sleep(0.02)

    def stop(self):
        self.ends = True
        self.thread.join()
        return self.highest


def median(shots, key):
    return statistics.median(shot[key] for shot in shots)


def spread(shots, key, form="%.2f", unit=1):
    """median (lowest-highest)"""
    values = [shot[key] / unit for shot in shots]
    return "%s (%s-%s)" % tuple(form % value for value in (statistics.median(values), min(values), max(values)))


def threads(shots):
    """CPU seconds a million metrics by thread, the medians, what uses most first and what uses next to nothing left out."""
    names = {name for shot in shots for name in shot["threads"]}
    used = {name: round(statistics.median(shot["threads"].get(name, 0) for shot in shots), 4) for name in names}
    return {name: cpu_s for name, cpu_s in sorted(used.items(), key=lambda item: -item[1]) if cpu_s >= 0.005}


def summary(shots):
    """What a result keeps of its shots: each figure of each, and the threads' medians."""
    figures = [key for key in shots[0] if key not in ("threads", "asked")]
    return dict({key: [round(shot[key], 6) for shot in shots] for key in figures}, threads=threads(shots))


def keep(path, result):
    """Adds a result as a line to the file with this path, if there is one."""
    if path:
        with open(path, "a", encoding="ascii") as file:
            file.write(json.dumps(dict(result, commit=machine.commit(), command=machine.command())) + "\n")
