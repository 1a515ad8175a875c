"""What the machine is, what its processes and threads use, and the C tools of perf/src/main/c."""
import datetime
import os
import platform
import re
import signal
import subprocess
import sys

# ended from outside, a measurement still ends what it has started
signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before it was done"))

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PERF = os.path.join(ROOT, "perf")
BIN = os.path.join(PERF, "target", "bin")


def tool(name):
    """Path of a C tool, compiled if it is missing or older than its source."""
    return compiled(name, name)


def plugin(name):
    """The same for a library that another program loads."""
    return compiled(name, name + ".so", "-shared", "-fPIC")


def compiled(name, output, *options):
    source = os.path.join(PERF, "src", "main", "c", name + ".c")
    target = os.path.join(BIN, output)
    if not os.path.exists(target) or os.path.getmtime(target) < os.path.getmtime(source):
        os.makedirs(BIN, exist_ok=True)
        subprocess.run(["gcc", "-O2", "-Wall", "-Wno-stringop-truncation", "-pthread", *options, "-o", target, source], check=True)
    return target


def process_cpu_s(pid):
    """CPU seconds of all threads of a process since it began, those that have ended included."""
    fields = read("/proc/%d/stat" % pid).rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def thread_cpu_s(pid):
    """CPU seconds by thread name, to the nanosecond; threads that have ended are not among them."""
    used = {}
    for task in os.listdir("/proc/%d/task" % pid):
        folder = "/proc/%d/task/%s/" % (pid, task)
        try:
            name = read(folder + "comm").strip()
            used[name] = used.get(name, 0) + int(read(folder + "schedstat").split()[0]) / 1e9
        except (FileNotFoundError, ProcessLookupError):
            pass
    return used


def memory_mb(pid):
    """Resident memory now and at its peak."""
    status = dict(line.split(":", 1) for line in read("/proc/%d/status" % pid).splitlines() if ":" in line)
    return tuple(int(status[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))


def udp_drops(port):
    """Datagrams that the kernel dropped before the UDP sockets of this port."""
    drops = 0
    for line in read("/proc/net/udp").splitlines()[1:]:
        fields = line.split()
        if int(fields[1].split(":")[1], 16) == port:
            drops += int(fields[-1])
    return drops


def is_bound(port):
    """Whether a UDP socket has this port."""
    return any(int(line.split()[1].split(":")[1], 16) == port for line in read("/proc/net/udp").splitlines()[1:])


def commit():
    """Short hash of what is checked out, with -changed behind it where the sources differ from that."""
    git = ["git", "-C", ROOT]
    name = subprocess.run(git + ["rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    changes = subprocess.run(git + ["status", "--porcelain", "--", "engine", "io", "adapters", "ops"], capture_output=True, text=True).stdout
    return name + ("-changed" if changes.strip() else "")


def description(jvm=""):
    """Lines for the head of a result."""
    cpu = next((line.split(":", 1)[1].strip() for line in read("/proc/cpuinfo").splitlines() if line.startswith("model name")), "?")
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()
    return [
        "Machine: %s, %d cores, %d GB, Linux %s; rmem_max %s, max_dgram_qlen %s" % (cpu, os.cpu_count(),
            os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30, platform.release(), read("/proc/sys/net/core/rmem_max").strip(),
            read("/proc/sys/net/unix/max_dgram_qlen").strip()),
        "JDK: %s%s" % (java[1] if len(java) > 1 else "?", "; " + jvm if jvm else ""),
        "Commit: %s, %s UTC; load before: %s" % (commit(), datetime.datetime.utcnow().strftime("%F %R"), read("/proc/loadavg").split()[0]),
    ]


class KernelSetting:
    """One of /proc/sys, while it is open."""

    def __init__(self, name, value):
        self.path, self.value = os.path.join("/proc/sys", name), value

    def __enter__(self):
        self.before = read(self.path).strip()
        self.write(self.value)

    def __exit__(self, *_):
        self.write(self.before)

    def write(self, value):
        try:
            with open(self.path, "w", encoding="ascii") as file:
                file.write(str(value))
        except OSError as refused:
            print("- %s stays %s: %s" % (self.path, self.before, refused.strerror))


def unix_queues():
    """While it is open, the kernel keeps as many datagrams for a unix socket as where systemd has started: Linux itself keeps ten."""
    return KernelSetting("net/unix/max_dgram_qlen", 512)


def command():
    """The command that runs, without where its results go."""
    return re.sub(r" --(json|out|port)[ =]\S+", "", " ".join(["perf/bench", os.path.basename(sys.argv[0]).removesuffix(".py"), *sys.argv[1:]]))


def read(path):
    with open(path, encoding="latin-1") as file:
        return file.read()


def build_perf():
    """The Java of perf, built if it is missing or older than its sources, and before it what ops/leela runs."""
    subprocess.run([os.path.join(ROOT, "ops", "build")], check=True)
    sources = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(PERF, "src", "main", "java")) for name in names]
    stamp = os.path.join(PERF, "target", "perf.built")
    if not os.path.exists(stamp) or os.path.getmtime(stamp) < max(map(os.path.getmtime, sources)):
        subprocess.run(["mvn", "-q", "-B", "-pl", "perf", "-am", "-DskipTests", "package"], cwd=ROOT, check=True)
        with open(stamp, "w", encoding="ascii"):
            pass
