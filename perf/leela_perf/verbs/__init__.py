"""What perf/bench can be asked: each verb is a program of its own in this folder."""
import collections
import os
import sys

FOLDER = os.path.dirname(os.path.realpath(__file__))


class Verb(collections.namedtuple("Verb", "file answers")):
    """A program, and the question that it answers."""

    def command(self, arguments):
        interpreter = sys.executable if self.file.endswith(".py") else "bash"
        return [interpreter, os.path.join(FOLDER, self.file)] + arguments


ALL = {
    "micro": Verb("micro.sh", "JMH: what does one step cost (look-up, decoding, timeline, ring, dmproc, journal, chunks)?"),
    "stress": Verb("stress.sh", "jcstress: does what is claimed hold where threads meet?"),
    "load": Verb("load.py", "at which rate does a whole engine lose nothing, who allocates, what does each part add?"),
    "latency": Verb("latency.py", "how long from a datagram to a query's client, a peer and HTTP?"),
    "windows": Verb("windows.py", "what do 1,000 queries over windows of time cost beside recording rules of Prometheus?"),
    "versus": Verb("versus.py", "is this checkout slower or faster than another, in turns in one run?"),
    "compare": Verb("compare.py", "how do other servers do beside it, in turns in one run?"),
    "posts": Verb("posts.py", "how do VictoriaMetrics and InfluxDB do beside it on Influx lines and remote write over HTTP?"),
    "graphite": Verb("graphite.py", "how do VictoriaMetrics and carbon do beside it on Graphite's lines over TCP?"),
    "statsd": Verb("statsd.py", "how does netdata do beside it on statsd's datagrams?"),
    "collectd": Verb("collectd.py", "how does collectd's own server do beside it, in the clear, signed and encrypted?"),
    "outage": Verb("outage.py", "what does a Cassandra that goes away, or loses a node, cost?"),
    "kills": Verb("kills.py", "is everything there, once, after kill -9 at random moments?"),
    "hostile": Verb("hostile.py", "what does an innocent client feel while another one attacks?"),
    "keys": Verb("keys.py", "do memory, start and listing stay as they are with ten million keys known?"),
    "tags": Verb("tags.py", "what do a million series with tags cost, and how long does it take to find some by their tags?"),
    "fuzz": Verb("fuzz.py", "is there an input that a decoder does not stand?"),
    "memory": Verb("memory.py", "how much memory is resident beside VictoriaMetrics, and how long does the collector pause?"),
    "start": Verb("start.py", "how soon is an engine from the package ready, warm and cold, with and without kept classes?"),
    "restart": Verb("restart.py", "how soon is it ready with a million series and a long journal?"),
    "panels": Verb("panels.py", "how long do dashboards wait beside VictoriaMetrics and graphite-web?"),
    "reads": Verb("reads.py", "how long do reads of history take beside InfluxDB and VictoriaMetrics?"),
    "streams": Verb("streams.py", "what do live streams over HTTP cost the intake, and do they get all?"),
    "sizes": Verb("sizes.py", "how many bytes does a point take on disk beside both?"),
    "record": Verb("record.sh", "records what a real collectd measures here, for sizes"),
    "year": Verb("year.py", "does a year of one series stream from a small heap?"),
    "fulldisk": Verb("fulldisk.py", "what does a disk that fills up and empties again cost? (needs root)"),
    "alerts": Verb("alerts.sh", "how fast and how sure are alerts by chat, and what do kills cost?"),
    "alerting": Verb("alerting.py", "how long from a sample to a message, beside Prometheus and Alertmanager?"),
    "library": Verb("library.py", "what do the alerts of ops/alerts tell over a day of a real collectd, and is that right?"),
    "all": Verb("all.sh", "everything that claims of speed rest on, into one result with charts (an hour)"),
    "charts": Verb("charts.py", "draws charts of results"),
}
