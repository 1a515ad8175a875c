#!/usr/bin/env python3
"""How soon an engine from the package is ready: from the command until its ready line, with what Java keeps of its classes and without, warm and cold.

Cold: no file of the package, of its data or of Java is in the page cache, as far as no other program uses it. A first start has an empty data
folder; the others find what the one before has left. CPU is that of all threads until then. The four kinds are measured in turns.
"""
import argparse
import glob
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import machine  # noqa: E402

TO_REACH_S = 1.0
CONFIG = "udp.port = 0\ncollectd.port = 0\nhttp.port = 0\nleela.data_dir = 'data'\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=7, help="starts of each kind (default: 7, about a minute)")
    arguments.add_argument("--package", help="the .tar.gz; else that in ops/target, made by ops/package where it is missing")
    arguments.add_argument("--java", help="the Java to start it with (default: that which the command finds)")
    arguments.add_argument("--options", default="", help="further options of Java")
    options = arguments.parse_args()
    print("\n".join("- " + line for line in machine.description(options.options)))
    folder = tempfile.mkdtemp(prefix="leela-start-")
    try:
        measure(folder, options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder, options):
    package = unpacked(options.package or built(), folder)
    environment = dict(os.environ)
    environment.pop("LEELA_CLASSPATH", None)
    if options.java:
        environment["JAVA_HOME"] = options.java
    java = subprocess.run(["bash", "-c", '. "$0"; find_java java', package + "/lib/java.sh"], env=environment, stdout=subprocess.PIPE,
                          text=True, check=True).stdout.strip()
    # as the .deb does when it is installed
    subprocess.run(["bash", "-euc", '. "$0"; keep_classes "$1" "$2/jars/*"', package + "/lib/java.sh", java, package], env=environment, check=True)
    kept = glob.glob(package + "/jars/*.jsa")
    print("- %s; %s; load %.1f" % (os.path.basename(package), java, os.getloadavg()[0]))
    print("- what Java keeps of its classes: %s\n" % (", ".join("%.0f MB" % (os.path.getsize(one) / 1e6) for one in kept) or "nothing"))
    times = {}
    for turn in range(options.rounds):
        for with_kept in (True, False):
            for one in kept:
                os.rename(one, one + ".away") if not with_kept else None
            for cold in (False, True):
                for first in (True, False):
                    if first:
                        shutil.rmtree(package + "/data", ignore_errors=True)
                    if cold:
                        forget(package, java)
                    times.setdefault((with_kept, cold, first), []).append(start(package, environment, options.options))
            for one in kept:
                os.rename(one + ".away", one) if not with_kept else None
    show(times)


def show(times):
    print("| classes | files | start | ready s, median | least | most | CPU s |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for (with_kept, cold, first), taken in sorted(times.items(), reverse=True):
        ready = [seconds for seconds, _ in taken]
        print("| %s | %s | %s | %.2f | %.2f | %.2f | %.2f |" % (
            "kept" if with_kept else "from the jars", "cold" if cold else "warm", "first" if first else "later", statistics.median(ready),
            min(ready), max(ready), statistics.median(cpu for _, cpu in taken)))
    warm = statistics.median(seconds for seconds, _ in times[(True, False, False)])
    print("\nWarm, with the classes kept: %.2f s; to reach: %.1f s: %s" % (warm, TO_REACH_S, "reached" if warm <= TO_REACH_S else "missed"))


def start(package, environment, options):
    """Seconds until it is ready, and CPU seconds of it."""
    with open(package + "/leela.toml", "w", encoding="ascii") as config, open(package + "/log", "a", encoding="utf-8") as log:
        config.write(CONFIG)
        config.flush()
        began = time.monotonic()
        engine = subprocess.Popen([package + "/leela", "run", "-c", "leela.toml"], cwd=package, stdout=subprocess.PIPE, stderr=log, text=True,
                                  env=dict(environment, LEELA_JAVA_OPTS=options))
        if not any(" ready: " in line for line in engine.stdout):
            raise SystemExit("the engine did not start; see " + log.name)
        ready = time.monotonic() - began
        cpu = machine.process_cpu_s(engine.pid)
        engine.terminate()
        engine.wait(60)
    return ready, cpu


def forget(*folders):
    """Takes the files of these folders out of the page cache."""
    os.sync()
    for folder in folders:
        for parent, _, names in os.walk(os.path.realpath(folder)):
            for name in names:
                path = os.path.join(parent, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def unpacked(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    return glob.glob(folder + "/leela-*")[0]


def built():
    target = os.path.join(machine.ROOT, "ops", "target")
    found = glob.glob(target + "/leela-*.tar.gz")
    if not found:
        subprocess.run([os.path.join(machine.ROOT, "ops", "package")], check=True, stdout=sys.stderr)
        found = glob.glob(target + "/leela-*.tar.gz")
    return found[0]


if __name__ == "__main__":
    main()
