#!/usr/bin/env python3
"""What the alerts of ops/alerts tell over a day of a real collectd, and whether that is right.

--record makes the day: a real collectd of this machine measures four times a second for 36 minutes, 8,640 times in all, and each measurement is
taken for one of a day, ten seconds after the one before. So load and memory of the day move forty times as fast as those of a machine do, which is
hard on alerts and not kind to them; rates are those of the real seconds.

The day is then written as a test of "leela test", which runs all alerts of the library over it with the code of an engine. Beside that, a few lines
of Python judge the same values by what the alerts say: what both tell is compared."""
import argparse
import csv
import gzip
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402

STEP_S = 10
DAY = 86400 // STEP_S
DIGITS = 6
WANTED = re.compile(r"\.(load\.load\.\w+|cpu\.count|memory\.percent-used|swap\.percent-used|df-[^.]*\.percent_bytes-used|interface-[^.]*\.if_errors\.[rt]x)$")
CONFIG = """
Hostname "web1"
FQDNLookup false
Interval {interval}
BaseDir "{folder}"
PIDFile "{folder}/pid"
TypesDB "/usr/share/collectd/types.db"
LoadPlugin cpu
LoadPlugin load
LoadPlugin memory
LoadPlugin swap
LoadPlugin df
LoadPlugin interface
LoadPlugin csv
<Plugin cpu>
  ReportNumCpu true
</Plugin>
<Plugin memory>
  ValuesPercentage true
</Plugin>
<Plugin swap>
  ValuesPercentage true
</Plugin>
<Plugin df>
  MountPoint "/"
  MountPoint "/dev/shm"
  ValuesPercentage true
</Plugin>
<Plugin csv>
  DataDir "{folder}/csv"
  StoreRates true
</Plugin>
"""


def record(minutes, path):
    folder = tempfile.mkdtemp(prefix="leela-perf-")
    interval = minutes * 60 / DAY
    with open(folder + "/collectd.conf", "w", encoding="ascii") as file:
        file.write(CONFIG.format(folder=folder, interval="%.3f" % interval))
    collectd = subprocess.Popen(["/usr/sbin/collectd", "-f", "-C", folder + "/collectd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(minutes * 60 + 5)
    finally:
        collectd.send_signal(signal.SIGTERM)
        collectd.wait()
    series = {}
    for place, _, names in os.walk(folder + "/csv"):
        for name in sorted(names):
            key = ".".join(os.path.relpath(os.path.join(place, name[:-11]), folder + "/csv").split("/"))
            with open(os.path.join(place, name), encoding="ascii") as lines:
                columns = next(lines).strip().split(",")[1:]
                for line in lines:
                    at, *values = line.strip().split(",")
                    for column, value in zip(columns, values):
                        series.setdefault(key if column == "value" else key + "." + column, []).append((float(at), float(value)))
    begin = min(values[0][0] for values in series.values())
    with gzip.GzipFile(path, "wb", 9, mtime=0) as file:
        for key, values in sorted(series.items()):
            if WANTED.search(key):
                places = [None] * DAY
                for at, value in values:
                    place = int((at - begin) / interval + 0.5)
                    if place < DAY:
                        places[place] = value
                file.write((key + "," + ",".join(text(value) for value in places) + "\n").encode())
    shutil.rmtree(folder)


def text(value):
    """As a test of alerts has it; nothing was sent where collectd was late."""
    return "-" if value is None or math.isnan(value) else ("%.*g" % (DIGITS, value)).replace("e+", "e")


def read(path):
    with gzip.open(path, "rt", encoding="ascii") as file:
        return {row[0]: [None if value == "-" else float(value) for value in row[1:]] for row in csv.reader(file)}


def written(values):
    """The words of a test, equal ones in a row as one."""
    words = []
    for value in values:
        word = text(value)
        if words and words[-1][0] == word:
            words[-1][1] += 1
        else:
            words.append([word, 1])
    return " ".join(word if count == 1 else "%s*%d" % (word, count) for word, count in words)


def as_test(series, folder):
    """All alerts of the library, and the day as a test of them that expects nothing."""
    path = os.path.join(folder, "day.alerts")
    library = os.path.join(machine.ROOT, "ops", "alerts")
    with open(path, "w", encoding="utf-8") as file:
        for name in sorted(os.listdir(library)):
            statements = re.findall(r"^ALERT.*?;$", machine.read(os.path.join(library, name)), re.M | re.S)
            file.write("\n".join(statements) + "\n")
        file.write('TEST "a day"\n')
        for key, values in series.items():
            if any(value is not None for value in values):
                file.write("  GIVEN %s EVERY %ds %s\n" % (key, STEP_S, written(values)))
        file.write("  EXPECT 86400s none none ok;\n")
    return path


def told_by_engine(path):
    """(seconds, alert, group, state) as leela test tells them."""
    said = subprocess.run([os.path.join(machine.ROOT, "ops", "leela"), "test", path], capture_output=True, text=True)
    found = re.findall(r"told was (\d+)s (\S+) (\S+) (\S+)", said.stdout + said.stderr)
    if "expected" not in said.stdout + said.stderr:
        raise SystemExit(said.stdout + said.stderr)
    return [(int(at), alert, group, state.lower()) for at, alert, group, state in found]


class Judge:
    """An alert of the library as its words say, on values ten seconds apart; nothing of the engine's."""

    def __init__(self, name, fires, clears, hold_s, calm_s):
        self.name, self.fires, self.clears, self.hold_s, self.calm_s = name, fires, clears, hold_s, calm_s

    def told(self, group, values):
        changes, is_firing, since = [], False, None
        self.longest_s = 0
        for at, value in values:
            if not is_firing:
                since = (since if since is not None else at) if self.fires(value) else None
                if since is not None:
                    self.longest_s = max(self.longest_s, at - since)
                    if at - since >= self.hold_s:
                        changes.append((at, self.name, group, "firing"))
                        is_firing, since = True, None
            else:
                since = (since if since is not None else at) if self.clears(value) and not self.fires(value) else None
                if since is not None and at - since >= self.calm_s:
                    changes.append((at, self.name, group, "ok"))
                    is_firing, since = False, None
        return changes


def points(values):
    return [(i * STEP_S, value) for i, value in enumerate(values) if value is not None]


def per_core(load, cores):
    known, result = None, []
    for i, (one, count) in enumerate(zip(load, cores)):
        known = count if count is not None else known
        if one is not None and known:
            result.append((i * STEP_S, one / known))
    return result


def ahead(values, over_s=3600, ahead_s=4 * 3600):
    """Where a straight line through the last hour is four hours later, by least squares."""
    result, window = [], []
    for at, value in points(values):
        window.append((at, value))
        window = [one for one in window if one[0] > at - over_s]
        n, mean_t, mean_v = len(window), sum(t for t, _ in window) / len(window), sum(v for _, v in window) / len(window)
        spread = sum((t - mean_t) ** 2 for t, _ in window)
        if n > 1 and spread and at >= over_s:
            slope = sum((t - mean_t) * (v - mean_v) for t, v in window) / spread
            result.append((at, mean_v + slope * (at + ahead_s - mean_t)))
    return result


def minutes(values):
    """Means of whole minutes, at their ends."""
    result = []
    for begin in range(0, len(values) - 5, 6):
        known = [value for value in values[begin:begin + 6] if value is not None]
        if known:
            result.append(((begin + 6) * STEP_S, sum(known) / len(known)))
    return result


def silences(values):
    """The longest time without a value, in seconds."""
    longest, last = 0, 0
    for at, _ in points(values):
        longest, last = max(longest, at - last), at
    return longest


def judged(series):
    """What should be told, by alert, and in words why."""
    rows, changes = [], []

    def judge(alert, group, values):
        changes.extend(alert.told(group, values))
        low, high = (min(v for _, v in values), max(v for _, v in values)) if values else (math.nan, math.nan)
        rows.append((alert.name, group, low, high, alert.longest_s, alert.hold_s))
    for key, values in series.items():
        if match := re.match(r"^(.*)\.df-(.*)\.percent_bytes-used$", key):
            group = ".".join(match.groups())
            judge(Judge("disk_full", lambda x: x > 90, lambda x: x < 85, 180, 600), group, points(values))
            judge(Judge("disk_full_in_4h", lambda x: x > 100, lambda x: x < 95, 1800, 1800), group, ahead(values))
        elif match := re.match(r"^(.*)\.memory\.percent-used$", key):
            judge(Judge("memory_full", lambda x: x > 95, lambda x: x < 90, 600, 600), match[1], points(values))
        elif match := re.match(r"^(.*)\.swap\.percent-used$", key):
            judge(Judge("swap_used", lambda x: x > 50, lambda x: x < 30, 600, 1800), match[1], points(values))
        elif match := re.match(r"^(.*)\.load\.load\.midterm$", key):
            judge(Judge("load_per_core", lambda x: x > 2, lambda x: x < 1.5, 600, 600), match[1],
                  per_core(values, series.get(match[1] + ".cpu.count", [])))
        elif match := re.match(r"^(.*)\.interface-(.*)\.if_errors\.(rx|tx)$", key):
            judge(Judge("interface_errors", lambda x: x > 1, lambda x: x < 0.1, 180, 600), ".".join(match.groups()), minutes(values))
    return rows, sorted(changes)


def clock(seconds):
    return "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--record", type=float, metavar="MINUTES", help="record a day in so many minutes first; 36 is four times a second")
    arguments.add_argument("--recording", default=os.path.join(machine.PERF, "data", "collectd-day.csv.gz"), help="(%(default)s)")
    options = arguments.parse_args()
    if options.record:
        record(options.record, options.recording)
        print("recorded %s (%d bytes)" % (options.recording, os.path.getsize(options.recording)))
        return
    subprocess.run([os.path.join(machine.ROOT, "ops", "build")], check=True)
    series = read(options.recording)
    folder = tempfile.mkdtemp(prefix="leela-perf-")
    told = told_by_engine(as_test(series, folder))
    shutil.rmtree(folder)
    rows, expected = judged(series)
    print("# The library of alerts over a day of a real collectd\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- %d series, %d values; the longest silence of a series is %d s\n" % (
        len(series), sum(value is not None for values in series.values() for value in values), max(silences(values) for values in series.values() if points(values))))
    print("| alert | group | least | most | longest it would fire, s | it must hold, s |\n| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        print("| %s | %s | %.4g | %.4g | %d | %d |" % row)
    print("\n| told at | alert | group | state | by the words of the alert |\n| --- | --- | --- | --- | --- |")
    for at, alert, group, state in told:
        near = [one for one in expected if one[1:] == (alert, group, state) and abs(one[0] - at) <= STEP_S]
        print("| %s | %s | %s | %s | %s |" % (clock(at), alert, group, state, clock(near[0][0]) if near else "not expected"))
        if near:
            expected.remove(near[0])
    for at, alert, group, state in expected:
        print("| not told | %s | %s | %s | %s |" % (alert, group, state, clock(at)))


if __name__ == "__main__":
    main()
