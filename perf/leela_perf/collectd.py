"""collectd's own server with a plugin that counts, packets in a file, and the search for the highest rate a server takes."""
import contextlib
import json
import mmap
import os
import struct
import subprocess
import sys
import time

import machine

USER, PASSWORD = "probe", "s3cret-pass"
LOSS = 1e-3
# collectd queues without limit: a rate is only borne if all of it came through by then
PATIENCE_S = 0.4
DAY = 86400
SERVER = "/usr/sbin/collectd"
RMEM_DEFAULT = "/proc/sys/net/core/rmem_default"
CONFIG = """
Hostname "refserver"
FQDNLookup false
BaseDir "{folder}"
PIDFile "{folder}/collectd.pid"
TypesDB "/usr/share/collectd/types.db"
Interval 10
WriteThreads 2
PluginDir "/usr/lib/collectd"
LoadPlugin network
PluginDir "{plugins}"
LoadPlugin count_writes
<Plugin network>
  <Listen "127.0.0.1" "{port}">
    SecurityLevel {level}
    AuthFile "{auth}"
  </Listen>
</Plugin>
"""


class Pool:
    """Packets in a file: four million values, a thousand seconds and more of each series."""

    VALUES = 4_000_000

    def __init__(self, path, level, series):
        self.path, self.series = path, series
        source = os.path.join(machine.PERF, "src/main/java/leela/perf/load/CollectdPool.java")
        subprocess.run(["java", source, path, level, str(series), str(self.VALUES), str(int(time.time()) - 20 * DAY), USER, PASSWORD], check=True)


class Collectd:
    """A server that is started anew for each shot: its cache then knows no value that is newer than those of the pool."""

    def __init__(self, folder, port, level, auth):
        self.folder, self.port = folder, port
        self.counted = os.path.join(folder, "counted")
        self.config = os.path.join(folder, "collectd.conf")
        plugins = machine.plugin("count_writes")
        with open(self.config, "w", encoding="ascii") as file:
            file.write(CONFIG.format(folder=folder, plugins=os.path.dirname(plugins), port=port, level=level.capitalize(), auth=auth))
        self.process = self.map = None

    def begin(self):
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.counted)
        self.process = subprocess.Popen([SERVER, "-f", "-C", self.config], env=dict(os.environ, COUNT_WRITES=self.counted),
                                        stdout=subprocess.DEVNULL, stderr=open(os.path.join(self.folder, "collectd.log"), "w", encoding="utf-8"))
        deadline = time.monotonic() + 10
        while not (os.path.exists(self.counted) and machine.is_bound(self.port)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("collectd did not start: " + machine.read(os.path.join(self.folder, "collectd.log")))
            time.sleep(0.01)
        with open(self.counted, "rb") as file:
            self.map = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)

    def pid(self):
        return self.process.pid

    def count(self):
        return struct.unpack("=Q", self.map)[0]

    def end(self):
        self.process.kill()
        self.process.wait()


class Replay:
    """Shots of a pool at a server."""

    def __init__(self, pool, seconds, target):
        self.pool, self.seconds, self.target = pool, seconds, target

    def shot(self, rate, seconds=None):
        """Sends at this rate (0: as fast as it goes), waits for what is on its way, and returns what became of it."""
        seconds = seconds or self.seconds
        values = int((rate or 2_000_000) * seconds)
        target = self.target
        target.begin()
        cpu = machine.process_cpu_s(target.pid())
        sent = json.loads(subprocess.run([machine.tool("replay"), self.pool.path, str(target.port), str(rate), str(values)],
                                         stdout=subprocess.PIPE, check=True).stdout)
        deadline = time.monotonic() + PATIENCE_S
        while target.count() < sent["sent_metrics"] and time.monotonic() < deadline:
            time.sleep(0.002)
        taken = target.count()
        used = machine.process_cpu_s(target.pid()) - cpu
        target.end()
        print("%s: %.0f/s, lost %.3f %%" % (type(target).__name__, sent["metrics_per_s"], 100 - 100 * taken / sent["sent_metrics"]), file=sys.stderr)
        return {"rate": sent["metrics_per_s"], "asked": rate, "loss": 1 - taken / sent["sent_metrics"], "taken_rate": taken / sent["seconds"],
                "cpu_per_million": used / taken * 1e6 if taken else 0, "cores": used / sent["seconds"], "max_lag_s": sent["max_lag_s"]}

    def warm_up(self):
        """For as long as the compiler may need: a search tells nothing of a server that gets faster during it."""
        for rate in (200_000, 800_000, 1_600_000, 1_600_000, 0, 1_600_000):
            self.shot(rate, 3)

    def highest(self, ratio=1.06):
        """The shot with the highest rate that loses less than LOSS, found by halving between what passed and what lost."""
        best, low, high = None, 0, max(self.shot(0, 1)["taken_rate"] * 2, 20_000)
        rate = high * 0.5
        while not low or high / low > ratio:
            shot = self.shot(rate)
            if shot["loss"] < LOSS:
                best, low = shot, rate
                if shot["rate"] < rate * 0.95:  # the sender gives no more
                    break
            else:
                high = rate
            rate = (low * high) ** 0.5 if low else high * 0.7
            if rate < 1000:
                raise SystemExit("loses at any rate")
        return best


@contextlib.contextmanager
def receive_buffer(size):
    """Lets sockets that do not ask have this much (collectd's do not), where we may; puts the setting back at the end."""
    before = machine.read(RMEM_DEFAULT).strip()
    try:
        with contextlib.suppress(PermissionError), open(RMEM_DEFAULT, "w", encoding="ascii") as file:
            file.write(str(size))
        yield int(machine.read(RMEM_DEFAULT))
    finally:
        with contextlib.suppress(PermissionError), open(RMEM_DEFAULT, "w", encoding="ascii") as file:
            file.write(before)
