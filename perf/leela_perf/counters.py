"""The engine's mapped file of counters. It describes itself: no source of the engine is read.

    0        8      16              24         32                      40                    64 * (1 + id)
    magic    pid    started, ns     capacity   descriptions begin at   descriptions' bytes   the counter: all i64, native

A description is a line of UTF-8: id, kind, family, label name, label value, help, separated by tabs.
"""
import collections
import mmap
import os
import re
import struct
import urllib.request

MAGIC = 0x6c65656c61203032
DESCRIPTIONS = 32
LINE = 64

Description = collections.namedtuple("Description", "id kind family label_name label_value help")


def parse(text):
    """Descriptions by label: family, or family{name=value}."""
    found = {}
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) != len(Description._fields):
            raise ValueError("counters: a line of %d fields (expected: %d)" % (len(fields), len(Description._fields)))
        one = Description(int(fields[0]), *fields[1:])
        label = one.family if not one.label_name else "%s{%s=%s}" % (one.family, one.label_name, one.label_value)
        found[label] = one
    return found


class Ledger:
    """Sums over counters, wherever they are read: of(label) and family(family)."""

    def received(self):
        """Metrics received from outside."""
        return self.family("metrics.received") - self.of("metrics.received{source=self}")

    def open(self):
        """What the ledger does not account for; zero after a drain."""
        return (self.family("metrics.received") - self.family("metrics.rejected") - self.family("metrics.dropped")
                - self.family("metrics.absorbed") - self.of("metrics.emitted"))


class Counters(Ledger):
    """Readings of an engine's counters, by family or family{label=value}."""

    def __init__(self, data):
        path = os.path.join(data, "counters")
        with open(path, "rb") as file:
            self.map = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        if self._number(0) != MAGIC:
            raise ValueError("%s: no counters of this version" % path)
        self.pid = self._number(8)
        begin, length = self._number(DESCRIPTIONS), self._number(DESCRIPTIONS + 8)
        self.descriptions = parse(self.map[begin:begin + length].decode("utf-8"))

    def of(self, label):
        return self._number(LINE * (1 + self.descriptions[label].id))

    def family(self, family):
        """The sum over all members of a family."""
        return sum(self._number(LINE * (1 + one.id)) for one in self.descriptions.values() if one.family == family)

    def _number(self, offset):
        return struct.unpack_from("=q", self.map, offset)[0]


class Exposed(Ledger):
    """The same counters as an engine of any version shows them over HTTP."""

    SAMPLE = re.compile(r'^leela_(\w+?)(?:_total)?(?:\{(\w+)="([^"]*)"\})? ([-+.0-9e]+)$', re.M)

    def __init__(self, port):
        self.url = "http://127.0.0.1:%d/metrics" % port

    def read(self):
        with urllib.request.urlopen(self.url, timeout=30) as answer:
            return parse_exposed(answer.read().decode("utf-8"))

    def of(self, label):
        name, _, rest = label.partition("{")
        return self.read().get(_exposed(name) + ("{" + rest if rest else ""), 0)

    def family(self, family):
        name = _exposed(family)
        return sum(value for label, value in self.read().items() if label.partition("{")[0] == name)


def parse_exposed(text):
    """Values by name_of_family or name_of_family{label=value}."""
    return {name if not label else "%s{%s=%s}" % (name, label, value): int(float(number))
            for name, label, value, number in Exposed.SAMPLE.findall(text)}


def _exposed(family):
    return family.replace(".", "_").replace("-", "_")
