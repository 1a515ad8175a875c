package leela.engine.dmproc.warm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import leela.engine.dmproc.grouping.Grouping;
import leela.engine.dmproc.grouping.SampleRate;
import leela.engine.spi.PastPoints;
import leela.engine.spi.PastPoints.Gap;
import leela.engine.spi.PastPoints.Past;

/**
 * The past of all groups of a query: finds which of the known series belong to which group, reads them, and gives the
 * points of each group in the order of their times. Of a join each input is one series, the first that was found.
 * Thread: the one that reads.
 * Memory: the names of the series that match, at most {@value #MOST_SERIES}, and the points of one group, at most
 * {@value #MOST_POINTS}.
 */
final class GroupPasts implements WarmStarts.Request {

    static final int MOST_SERIES = 1 << 17;
    static final int MOST_POINTS = 1 << 18;

    private static final int FEWEST_POINTS = 16;
    /** Clients' clocks may be ahead of ours. */
    private static final long AHEAD_NS = 60_000_000_000L;

    private static final Comparator<Point> IN_ORDER =
            Comparator.comparingLong(Point::timeNs).thenComparingInt(Point::source);

    private record Source(byte[] key, int input, boolean isSending, int intervalMs) {}

    private record Point(long timeNs, double value, int source) {}

    private record Found(byte[] group, byte[] name, List<Source> sources) {}

    private final PastRequests.GroupQuery query;
    private final Grouping grouping;
    private final Predicate<PastChunk> to;

    GroupPasts(final PastRequests.GroupQuery query, final Predicate<PastChunk> to) {
        this.query = query;
        this.to = to;
        grouping = query.grouping();
    }

    @Override
    public void fill(final PastPoints past, final Gap gap) {
        final Map<ByteBuffer, Found> groups = new LinkedHashMap<>();
        final Gap listed = gap == Gap.NONE ? find(past, groups) : gap;
        Gap worst = listed;
        if (listed == Gap.NONE || listed == Gap.LIMITED) {
            for (final Found group : groups.values()) {
                final Gap read = give(past, group);
                if (read == null) {
                    return;
                }
                worst = worst.compareTo(read) < 0 ? read : worst;
            }
        }
        final boolean unused = to.test(PastChunk.end(query.number(), worst));
    }

    private Gap find(final PastPoints past, final Map<ByteBuffer, Found> groups) {
        // those that send now come first; some stores know them in lower case
        final Set<String> known = new HashSet<>();
        final Set<String> folded = new HashSet<>();
        return past.keys((key, isSending, intervalMs) -> {
            for (int input = 0; input < query.inputs(); input++) {
                final byte[][] keys = grouping.keys(input, key);
                final String name = input + " " + new String(key, StandardCharsets.ISO_8859_1);
                if (keys != null && (isSending || !folded.contains(name)) && known.add(name)) {
                    folded.add(name.toLowerCase(Locale.ROOT));
                    final ByteBuffer group = Grouping.joined(keys);
                    groups.computeIfAbsent(
                                    group, any -> new Found(group.array(), grouping.name(keys, key), new ArrayList<>()))
                            .sources
                            .add(new Source(key, input, isSending, intervalMs));
                }
            }
            return known.size() < MOST_SERIES;
        });
    }

    /** What was missing; null once nobody takes it any more. */
    private Gap give(final PastPoints past, final Found group) {
        final List<Point> points = new ArrayList<>();
        final List<Source> sources = new ArrayList<>();
        final Set<Integer> taken = new HashSet<>();
        final int most = Math.max(FEWEST_POINTS, MOST_POINTS / group.sources.size());
        final long beganNs = query.nowNs() == 0 ? past.nowNs() : query.nowNs();
        final long toNs = Math.max(beganNs, past.nowNs()) + AHEAD_NS;
        final long fromNs = beganNs - query.reachNs();
        int shortestMs = 0;
        long nanohertz = 0;
        Gap gap = Gap.NONE;
        for (final Source source : group.sources) {
            final boolean isWanted = !grouping.isJoin() || !taken.contains(source.input);
            final Past read = isWanted ? past.read(source.key, fromNs, toNs, most) : Past.none(Gap.NONE);
            gap = gap.compareTo(read.gap()) < 0 ? read.gap() : gap;
            if (isWanted && (source.isSending || read.count() > 0)) {
                taken.add(source.input);
                final int intervalMs =
                        source.intervalMs > 0 ? source.intervalMs : SampleRate.usualMs(read.timesNs(), read.count());
                shortestMs = intervalMs > 0 && (shortestMs == 0 || intervalMs < shortestMs) ? intervalMs : shortestMs;
                nanohertz += SampleRate.nanohertz(intervalMs);
                for (int i = 0; i < read.count(); i++) {
                    points.add(new Point(read.timesNs()[i], read.values()[i], sources.size()));
                }
                sources.add(source);
            }
        }
        points.sort(IN_ORDER);
        final PastChunk.Target target =
                new PastChunk.Target(query.number(), group.group, group.name, sources.size(), shortestMs, nanohertz);
        return give(target, sources, points, past.resolutionNs(), gap) ? gap : null;
    }

    private boolean give(
            final PastChunk.Target target,
            final List<Source> sources,
            final List<Point> points,
            final long resolutionNs,
            final Gap gap) {
        if (points.isEmpty()) {
            return true;
        }
        int from = 0;
        while (from < points.size()) {
            final int end = end(sources, points, from);
            final PastChunk.Points part = part(sources, points.subList(from, end));
            from = end;
            final boolean isLast = from == points.size();
            if (!to.test(
                    isLast
                            ? PastChunk.last(target, part, resolutionNs, gap)
                            : PastChunk.more(target, part, resolutionNs))) {
                return false;
            }
        }
        return true;
    }

    /** Behind the last point of a step that begins there. */
    private static int end(final List<Source> sources, final List<Point> points, final int from) {
        final Set<Integer> seen = new HashSet<>();
        int bytes = 0;
        int end = from;
        while (end < points.size() && end - from < PastChunk.MOST_POINTS && bytes < PastChunk.MOST_KEY_BYTES) {
            final int source = points.get(end++).source;
            bytes += seen.add(source) ? sources.get(source).key.length : 0;
        }
        return end;
    }

    private static PastChunk.Points part(final List<Source> sources, final List<Point> points) {
        final int[] used =
                points.stream().mapToInt(Point::source).distinct().sorted().toArray();
        return new PastChunk.Points(
                Arrays.stream(used).mapToObj(i -> sources.get(i).key).toArray(byte[][]::new),
                Arrays.stream(used).map(i -> sources.get(i).input).toArray(),
                points.size(),
                points.stream().mapToLong(Point::timeNs).toArray(),
                points.stream().mapToDouble(Point::value).toArray(),
                points.stream()
                        .mapToInt(point -> Arrays.binarySearch(used, point.source))
                        .toArray());
    }
}
