package leela.ops.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.admin.ThreadsControl;
import leela.ops.config.LeelaConfig;

/** {@code leela top --by threads}: how the turns of the engine's threads go, the one with the longest first. */
final class ThreadsView implements TopCommand.View {

    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_SECOND = Clock.NANOS_PER_SECOND;
    private static final double PERCENT = 100;

    private final PrintWriter out;
    private final LeelaConfig engine;
    private final Clock clock = new SystemClock();
    private List<ThreadsControl.Row> rows = List.of();
    private Map<String, Long> busyBefore = Map.of();
    private long askedNs;
    private long betweenNs;

    ThreadsView(final PrintWriter out, final LeelaConfig engine) {
        this.out = out;
        this.engine = engine;
    }

    @Override
    public void ask() {
        final Map<String, Long> busy = new HashMap<>();
        rows.forEach(row -> busy.put(row.thread(), row.figures().busyNs()));
        busyBefore = busy;
        rows = ThreadsControl.ask(engine).stream()
                .sorted(Comparator.comparingLong(
                                (ThreadsControl.Row row) -> row.figures().longestNs())
                        .reversed())
                .toList();
        final long nowNs = clock.ticksNs();
        betweenNs = nowNs - askedNs;
        askedNs = nowNs;
    }

    @Override
    public boolean needsASecond() {
        return true;
    }

    @Override
    public void print(final int most) {
        out.printf(Locale.ROOT, "%-16s %12s %7s %12s %8s%n", "thread", "busy s", "share", "longest ms", "stalls");
        for (final ThreadsControl.Row row : rows.subList(0, Math.min(most, rows.size()))) {
            out.printf(
                    Locale.ROOT,
                    "%-16s %12.3f %7s %12.3f %8d%n",
                    row.thread(),
                    row.figures().busyNs() / NS_PER_SECOND,
                    share(row),
                    row.figures().longestNs() / NS_PER_MS,
                    row.figures().stalls());
        }
    }

    /** Of the time since it was asked before. */
    private String share(final ThreadsControl.Row row) {
        final Long before = busyBefore.get(row.thread());
        return before == null
                ? "-"
                : String.format(Locale.ROOT, "%.1f%%", PERCENT * (row.figures().busyNs() - before) / betweenNs);
    }

    @Override
    public List<String> json() {
        ask();
        return rows.stream().map(row -> ThreadsControl.json(row).toString()).toList();
    }
}
