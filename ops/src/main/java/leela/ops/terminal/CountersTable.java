package leela.ops.terminal;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import leela.adapters.cassandra.CassandraCounter;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.PrintableText;
import leela.io.journal.JournalCounter;

/**
 * One reading of the counters, and what has changed since the one before.
 * Thread: immutable.
 * Units: epoch ns.
 */
public final class CountersTable {

    private static final double NS_PER_SECOND = 1e9;
    private static final double MS_PER_SECOND = 1e3;
    private static final double BYTES_PER_MB = 1e6;
    private static final long YEAR_S = Duration.ofDays(365).toSeconds();
    /** Read last, in this order. */
    private static final List<String> LAST = List.of("journal.entries.appended", "metrics.emitted", "metrics.received");

    private final long pid;
    private final long startedNs;
    private final long readNs;
    private final Map<CounterDescription, Long> values;
    private final CountersTable before;

    private CountersTable(
            final long pid,
            final long startedNs,
            final long readNs,
            final Map<CounterDescription, Long> values,
            final CountersTable before) {
        this.pid = pid;
        this.startedNs = startedNs;
        this.readNs = readNs;
        this.values = values;
        this.before = before;
    }

    /**
     * Reads all counters now; rates are over the time since {@code before}, or since the engine's start where that is
     * null.
     */
    public static CountersTable read(final Counters counters, final long nowNs, final CountersTable before) {
        final Map<CounterDescription, Long> values = new LinkedHashMap<>();
        // an entry moves on from received to emitted to the journal: read the other way, none is seen twice
        final List<CounterDescription> backwards = new ArrayList<>();
        counters.descriptions().forEach(backwards::add);
        backwards.sort(Comparator.comparingInt(one -> LAST.indexOf(one.family())));
        counters.descriptions().forEach(one -> values.put(one, 0L));
        backwards.forEach(one -> values.put(one, counters.read(one)));
        final boolean isSameRun = before != null && before.startedNs == counters.startedNs();
        return new CountersTable(
                counters.pid(), counters.startedNs(), nowNs, values, isSameRun ? before.alone() : null);
    }

    /** All of it, for programs; zeros too. */
    public String json() {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"pid\":%d,\"running\":%b,\"started\":%s,\"read\":%s,\"counters\":{",
                pid,
                isRunning(),
                Times.seconds(startedNs),
                Times.seconds(readNs)));
        String before = "";
        for (final Map.Entry<CounterDescription, Long> one : values.entrySet()) {
            text.append(before)
                    .append('"')
                    .append(JsonStringEncoder.getInstance()
                            .quoteAsString(one.getKey().label()))
                    .append("\":")
                    .append(one.getValue());
            before = ",\n";
        }
        return text.append("}}").toString();
    }

    private boolean isRunning() {
        return ProcessHandle.of(pid).isPresent();
    }

    public void print(final PrintWriter out, final boolean showsAll) {
        out.printf(
                Locale.ROOT,
                "engine    pid %d, %s%n",
                pid,
                isRunning() ? "up " + uptime() : "not running any more: its last figures");
        final long received = sum("metrics.received");
        final long rejected = sum("metrics.rejected");
        final long dropped = sum("metrics.dropped");
        final long absorbed = sum("metrics.absorbed");
        final long emitted = sum("metrics.emitted");
        out.printf(
                Locale.ROOT,
                "ledger    received %,d = rejected %,d + dropped %,d + absorbed %,d + emitted %,d%s%n",
                received,
                rejected,
                dropped,
                absorbed,
                emitted,
                difference(received - rejected - dropped - absorbed - emitted));
        printStorage(out, emitted);
        printStore(out);
        out.printf(Locale.ROOT, "%n%-48s %18s %14s%n", "counter", "now", before == null ? "/s since start" : "/s");
        for (final CounterDescription id : values.keySet()) {
            if (showsAll || values.get(id) != 0) {
                out.printf(Locale.ROOT, "%-48s %,18d %14s%n", PrintableText.of(id.label()), values.get(id), rate(id));
            }
        }
        out.flush();
    }

    /** Storage sees what was emitted, and what an earlier run left in the journal. */
    private void printStorage(final PrintWriter out, final long emitted) {
        final long recovered = sum("journal.entries.recovered");
        final long stored = sum("journal.entries.stored");
        // as the journal does, but of counts that were read in one order
        final long waiting = recovered
                + value(JournalCounter.APPENDED)
                - value(JournalCounter.DISCARDED_LIMIT)
                - value(JournalCounter.DISCARDED_DAMAGE)
                - stored;
        final long discarded = sum("journal.entries.discarded");
        if (stored + waiting + discarded > 0) {
            out.printf(
                    Locale.ROOT,
                    "storage   emitted %,d + recovered %,d = stored %,d + in the journal %,d + discarded %,d%s%n",
                    emitted,
                    recovered,
                    stored,
                    waiting,
                    discarded,
                    difference(emitted + recovered - stored - waiting - discarded));
            out.printf(
                    Locale.ROOT,
                    "backlog   %,d entries, %,.1f MB, oldest %,.1f s, safe and readable, for the store's next batch;"
                            + " an outage of the store %s%n",
                    waiting,
                    value(JournalCounter.WAITING_BYTES) / BYTES_PER_MB,
                    value(JournalCounter.OLDEST_MS) / MS_PER_SECOND,
                    covered());
        }
    }

    private String covered() {
        final long seconds = value(JournalCounter.COVERED_S);
        return seconds == 0 && sum("journal.entries.discarded") == 0
                ? "is covered for a time that is not known yet"
                : "of " + (seconds > YEAR_S ? "more than a year" : duration(Duration.ofSeconds(seconds)))
                        + " is still covered";
    }

    private void printStore(final PrintWriter out) {
        if (value(EngineCounter.HISTORY_UNAVAILABLE) > 0) {
            out.println("store     unavailable: it is retried, and /readyz says why");
        }
        if (value(CassandraCounter.NODES) > 0) {
            out.printf(
                    Locale.ROOT,
                    "cassandra %d of %d nodes up%n",
                    value(CassandraCounter.NODES_UP),
                    value(CassandraCounter.NODES));
        }
    }

    private CountersTable alone() {
        return new CountersTable(pid, startedNs, readNs, values, null);
    }

    private static String difference(final long open) {
        if (open < 0) {
            return ", of which " + -open + " moved on while they were counted";
        }
        return open == 0 ? ": balanced" : ", and " + open + " on their way";
    }

    private long value(final Counter counter) {
        return values.getOrDefault(counter.description(), 0L);
    }

    private String rate(final CounterDescription id) {
        if (id.kind() == Counter.Kind.GAUGE) {
            return "";
        }
        final long earlier = before == null ? 0 : before.values.getOrDefault(id, 0L);
        final double seconds = (readNs - (before == null ? startedNs : before.readNs)) / NS_PER_SECOND;
        return String.format(Locale.ROOT, "%,.1f", (values.get(id) - earlier) / Math.max(seconds, 1e-3));
    }

    private long sum(final String family) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().family().equals(family))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private String uptime() {
        return duration(Duration.ofNanos(Math.max(0, readNs - startedNs)));
    }

    private static String duration(final Duration up) {
        return String.format(
                Locale.ROOT,
                "%dd %02d:%02d:%02d",
                up.toDays(),
                up.toHoursPart(),
                up.toMinutesPart(),
                up.toSecondsPart());
    }
}
