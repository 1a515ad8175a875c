#!/usr/bin/env python3
"""Looks with Jazzer for inputs that a decoder does not stand: every fuzz test of the tree, or those named, each for some minutes. What it finds
ends the run with the input; what it learns is kept under io/.cifuzz-corpus and engine/.cifuzz-corpus for the next one. Told are executions,
and what lives in the heap of the test's JVM behind a collection in the first fifth and at the end: it must not grow. Its resident memory says
little of that, since the collector takes as much of the machine's as it may while Jazzer makes garbage."""
import argparse
import os
import re
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402

ROW = "| %-52s | %7s | %12s | %13s | %12s | %11s | %s |"


def tests(names):
    """(module, class, method) of each."""
    found = []
    for module in ("engine", "io"):
        for folder, _, files in os.walk(os.path.join(machine.ROOT, module, "src", "test")):
            for file in sorted(files):
                if file.endswith("FuzzTest.java"):
                    with open(os.path.join(folder, file), encoding="utf-8") as source:
                        for method in re.findall(r"@FuzzTest[^\n]*\n\s+void (\w+)\(", source.read()):
                            found.append((module, file.removesuffix(".java"), method))
    return [one for one in found if not names or any(name in "#".join(one) for name in names)]


def run(module, name, method, minutes):
    """Executions, memory early and late, and what went wrong."""
    command = ["nice", "-n", "10", "mvn", "-o", "-q", "-B", "-pl", module, "-am", "test", "-Dtest=%s#%s" % (name, method), "-Djazzer.hooks=true",
               "-Dsurefire.failIfNoSpecifiedTests=false"]
    environment = dict(os.environ, JAZZER_FUZZ="1")
    with subprocess.Popen(command, cwd=machine.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as child:
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(child.stdout), daemon=True)
        reader.start()
        deadline, early = None, 0
        while child.poll() is None and (deadline is None or time.monotonic() < deadline):
            time.sleep(1)
            if deadline is None and any(line.startswith("#") for line in lines):
                deadline = time.monotonic() + 60 * minutes
            if deadline and not early and time.monotonic() > deadline - 48 * minutes:
                early = live_mb(child)
        is_over = child.poll() is None
        late = 0
        if is_over:
            late = live_mb(child)
            end(child)
        child.wait()
        reader.join(10)
    text = "".join(lines)
    counts = re.findall(r"^#(\d+)\s", text, re.M)
    fault = re.search(r"== Java Exception: .*|ERROR\] .*(FAILURE|Tests run).*", text)
    rss = [int(mb) for mb in re.findall(r"^#.* rss: (\d+)Mb", text, re.M)] or [0]
    return int(counts[-1]) if counts else 0, early, late, rss[-1], "" if is_over or not fault else fault[0][:200]


def below(child):
    """The numbers of all processes that it began, the last first."""
    found = []
    for pid in sorted((int(name) for name in os.listdir("/proc") if name.isdigit()), reverse=True):
        try:
            at = pid
            while at > 1 and at != child.pid:
                at = int(machine.read("/proc/%d/stat" % at).rsplit(")", 1)[1].split()[1])
            if at == child.pid != pid:
                found.append(pid)
        except (OSError, IndexError):
            pass
    return found


def live_mb(child):
    """What lives in the heap of the JVM below Maven: to count it, that collects all of it first."""
    for pid in below(child):
        try:
            if machine.read("/proc/%d/comm" % pid).strip() == "java":
                told = subprocess.run(["jcmd", str(pid), "GC.class_histogram"], capture_output=True, text=True, timeout=300).stdout
                return int(re.search(r"^Total\s+\d+\s+(\d+)", told, re.M)[1]) / (1 << 20)
        except (OSError, TypeError, subprocess.TimeoutExpired):
            pass
    return 0


def end(child):
    """The JVM below Maven, and then Maven: by their numbers."""
    for pid in below(child):
        try:
            os.kill(pid, 15)
        except OSError:
            pass
    child.terminate()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*", metavar="NAME", help="of classes or methods, or parts of them; all if not given")
    arguments.add_argument("--minutes", type=float, default=10, help="for each (%(default)s)")
    options = arguments.parse_args()
    chosen = tests(options.names)
    if not chosen:
        raise SystemExit("no fuzz test of that name")
    subprocess.run(["nice", "-n", "10", "mvn", "-o", "-q", "-B", "-pl", "engine,io", "-am", "-DskipTests", "test-compile"], cwd=machine.ROOT, check=True)
    print("# Fuzzing\n")
    print("\n".join("- " + line for line in machine.description()))
    print("- `%s`: %.1f minutes each\n" % (machine.command(), options.minutes))
    print(ROW % ("test", "minutes", "executions", "live MB early", "live MB late", "resident MB", "what was found"))
    print("| --- | --- | --- | --- | --- | --- | --- |")
    is_good = True
    for module, name, method in chosen:
        began = time.monotonic()
        executions, early, late, resident, fault = run(module, name, method, options.minutes)
        print(ROW % (name + "#" + method, "%.1f" % ((time.monotonic() - began) / 60), executions, "%.1f" % early, "%.1f" % late, resident, fault or "nothing"), flush=True)
        is_good &= not fault
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
