"""Shots of blast at an engine, and the search for the highest rate that loses nothing."""
import json
import statistics
import subprocess
import threading
import time

import machine

LOSSLESS = 1e-4
DAY = 86400


class Load:
    """One kind of load: where it goes, in what format, how many series. Times go on from shot to shot, from 20 days ago."""

    def __init__(self, engine, source="text", series=1000, size=None, per_datagram=0, seconds=3):
        self.engine, self.source, self.series, self.size, self.seconds = engine, source, series, size, seconds
        self.per_datagram = per_datagram
        self.time = int(time.time()) - 20 * DAY
        self.drop_counter = "COLLECTD_KERNEL_DROPS" if source == "collectd" else "UDP_KERNEL_DROPS"

    def target(self):
        if self.source == "unix":
            return ["-u", self.engine.socket("timeline-databus")]
        port = self.engine.collectd if self.source == "collectd" else self.engine.udp
        return ["-t", "127.0.0.1:%d" % port, "-f", "collectd" if self.source == "collectd" else "leela"]

    def shot(self, rate, seconds=None, settle_storage=True):
        """Sends at this rate (0: as fast as it goes) and returns what became of it."""
        seconds = seconds or self.seconds
        engine, counters = self.engine, self.engine.counters
        # what is sent unpaced ends by the clock; the pool then holds 16 million metrics, rendered before the first is sent
        total = int(rate * seconds) if rate else 16_000_000
        command = [machine.tool("blast"), *self.target(), "-k", str(self.series), "-n", str(total), "-r", str(rate), "-D", str(seconds * 1.5),
                   "-T", str(self.time), "-m", str(self.per_datagram), "-p", "8192"] + (["-s", str(self.size)] if self.size else [])
        port = engine.collectd if self.source == "collectd" else engine.udp
        before = counters.received(), counters.family("REJECTED_"), machine.udp_drops(port), counters.of("EMITTED")
        lost_before = counters.of("MULTICAST_LOST"), counters.of("PROC_EVENTS_LOST"), counters.of("RING_FULL")
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        # the pool is rendered first: the clock starts with the first metric
        while counters.received() == before[0] and process.poll() is None:
            time.sleep(0.001)
        cpu, threads = machine.process_cpu_s(engine.pid), machine.thread_cpu_s(engine.pid)
        ring = Gauge(counters, "RING_BACKLOG")
        sent = json.loads(process.communicate()[0])
        fill = ring.stop()
        engine.settle()
        cpu_s = machine.process_cpu_s(engine.pid) - cpu
        threads_s = {name: used - threads.get(name, 0) for name, used in machine.thread_cpu_s(engine.pid).items()}
        unread, started = counters.of("HISTORY_UNREAD"), time.monotonic()
        if settle_storage:
            engine.settle_storage()
        self.time += sent["rounds"] + 1
        accepted = counters.received() - before[0] - (counters.family("REJECTED_") - before[1])
        return {
            "rate": sent["metrics_per_s"], "asked": rate, "sent": sent["sent_metrics"], "accepted": accepted,
            "loss": (sent["sent_metrics"] - accepted) / sent["sent_metrics"],
            "rejected": counters.family("REJECTED_") - before[1],
            "kernel_drops": machine.udp_drops(port) - before[2],
            "accepted_rate": accepted / sent["seconds"],
            "cpu_per_million": cpu_s / accepted * 1e6 if accepted else 0,
            "cpu_per_million_stored": (machine.process_cpu_s(engine.pid) - cpu) / accepted * 1e6 if accepted else 0,
            "threads": {name: used / accepted * 1e6 for name, used in threads_s.items()} if accepted else {},
            "seconds": sent["seconds"], "sender_cpu_s": sent["cpu_s"], "per_datagram": sent["metrics_per_datagram"],
            "ring_max": fill, "unread": unread, "catch_up_s": time.monotonic() - started,
            "multicast_lost": counters.of("MULTICAST_LOST") - lost_before[0], "proc_lost": counters.of("PROC_EVENTS_LOST") - lost_before[1],
            "ring_full": counters.of("RING_FULL") - lost_before[2],
            "max_lag_s": sent["max_lag_s"],
        }

    def warm_up(self):
        for rate in (200_000, 800_000, 0):
            self.shot(rate, seconds=3)

    def highest(self, ratio=1.04):
        """The lossless shot with the highest rate, found by halving between what passed and what lost."""
        best, low, high = None, 0, max(self.shot(0)["accepted_rate"] * 1.5, 10_000)
        rate = high * 0.5
        while not low or high / low > ratio:
            shot = self.shot(rate)
            if shot["loss"] < LOSSLESS:
                best, low = shot, rate
                if shot["rate"] < rate * 0.98:  # the sender gives no more
                    break
            else:
                high = rate
            rate = (low * high) ** 0.5 if low else high * 0.6
            if rate < 1000:
                raise SystemExit("loses at any rate")
        return best


class Gauge:
    """The highest reading of a gauge between construction and stop()."""

    def __init__(self, counters, name):
        self.highest, self.ends = 0, False
        self.thread = threading.Thread(target=self.watch, args=(counters, name), daemon=True)
        self.thread.start()

    def watch(self, counters, name):
        while not self.ends:
            self.highest = max(self.highest, counters.of(name))
            time.sleep(0.02)

    def stop(self):
        self.ends = True
        self.thread.join()
        return self.highest


def median(shots, key):
    return statistics.median(shot[key] for shot in shots)
