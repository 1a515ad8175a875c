package leela.io.http.prometheus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import leela.engine.history.HistoryException;
import leela.io.http.AnswerHeaders;
import leela.io.http.Pages;

/**
 * The answer as one message, packed by snappy. Lengths stand before what they count, so history is read twice: to
 * measure, and to write. What came in between is left out.
 *
 * <pre>
 *   ReadResponse  1: QueryResult…
 *   QueryResult   1: TimeSeries…
 *   TimeSeries    1: Label…  2: Sample…
 *   Sample        1: value (double)  2: ms
 * </pre>
 *
 * Thread: one at a time.
 * Memory: a page, and two numbers a series.
 * Errors: where points are deleted between both, the answer is cut.
 */
final class SamplePages implements Pages {

    /** Points that one request may read: as many as Prometheus' own bound for such answers. */
    static final long MOST_POINTS = 50_000_000;

    private static final int POINTS_A_PAGE = 1 << 16;
    private static final int PART_BYTES = 48 << 10;

    private final RemoteRead read;
    private final SnappyBlock block = new SnappyBlock();
    private final ByteBuf part = Unpooled.buffer(2 * PART_BYTES);
    private final List<List<Measured>> measured = new ArrayList<>();
    private boolean isSearching = true;
    private boolean isMeasuring = true;
    private boolean isBegun;
    private int query;
    private int series;
    private SamplePoints points;
    private long samples;
    private long bytes;

    /**
     * What a series has.
     *
     * @param bytes of the samples' fields
     */
    private record Measured(FoundSeries series, long samples, long bytes) {

        long length() {
            return series.labels().length + bytes;
        }
    }

    SamplePages(final RemoteRead read) {
        this.read = read;
    }

    @Override
    public String contentType() {
        return "application/x-protobuf";
    }

    @Override
    public String encoding() {
        return "snappy";
    }

    @Override
    public AnswerHeaders.Caching caching() {
        return AnswerHeaders.Caching.NEVER;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        if (isSearching) {
            isSearching = read.search();
        } else if (isMeasuring) {
            isMeasuring = measure();
        } else {
            return write(out);
        }
        return true;
    }

    // ---- measuring

    private boolean measure() {
        final long most = read.points() + POINTS_A_PAGE;
        while (query < read.queries()) {
            if (read.points() >= most) {
                return true;
            }
            if (measured.size() == query) {
                measured.add(new ArrayList<>());
            }
            if (series == read.series(query).size()) {
                query++;
                series = 0;
            } else {
                measureInHand();
            }
        }
        query = 0;
        return false;
    }

    private void measureInHand() {
        final FoundSeries found = read.series(query).get(series);
        if (points == null) {
            points = read.open(query, found);
            samples = 0;
            bytes = 0;
        }
        final int count = points.read();
        read.onRead(Math.max(1, count));
        if (count > 0 && read.isOfLabels(query)) {
            measured.get(query).add(new Measured(found, 0, 0));
            endSeries();
            return;
        }
        for (int i = 0; i < count; i++) {
            bytes += sampleField(points.timeMs(i));
        }
        samples += Math.max(0, count);
        if (count < 0) {
            if (samples > 0) {
                measured.get(query).add(new Measured(found, samples, bytes));
            }
            endSeries();
        }
    }

    private void endSeries() {
        closePoints();
        series++;
    }

    private static int sampleBytes(final long ms) {
        return MessageWriter.DOUBLE_BYTES + MessageWriter.numberBytes(ms);
    }

    private static long sampleField(final long ms) {
        return MessageWriter.fieldBytes(sampleBytes(ms));
    }

    private static long lengthOf(final List<Measured> result) {
        return result.stream()
                .mapToLong(one -> MessageWriter.fieldBytes(one.length()))
                .sum();
    }

    // ---- writing

    private boolean write(final ByteBuf out) {
        if (!isBegun) {
            isBegun = true;
            block.begin(
                    out,
                    measured.stream()
                            .mapToLong(result -> MessageWriter.fieldBytes(lengthOf(result)))
                            .sum());
            beginResult();
        }
        while (query < measured.size() && part.readableBytes() < PART_BYTES) {
            writeSome();
        }
        if (part.isReadable()) {
            block.append(out, part);
        }
        return query < measured.size();
    }

    private void beginResult() {
        series = 0;
        if (query < measured.size()) {
            MessageWriter.head(part, 1, lengthOf(measured.get(query)));
        }
    }

    private void writeSome() {
        if (series == measured.get(query).size()) {
            query++;
            beginResult();
            return;
        }
        final Measured one = measured.get(query).get(series);
        if (points == null) {
            MessageWriter.head(part, 1, one.length());
            part.writeBytes(one.series().labels());
            samples = 0;
            bytes = 0;
            points = read.open(query, one.series());
        }
        final int count = one.samples() == 0 ? 0 : points.read();
        for (int i = 0; i < count && samples < one.samples(); i++) {
            writeSample(points.timeMs(i), points.value(i));
        }
        if (samples == one.samples()) {
            requireMeasured(bytes == one.bytes());
            read.onServed(samples);
            endSeries();
        } else {
            requireMeasured(count >= 0);
        }
    }

    private void writeSample(final long ms, final double value) {
        MessageWriter.head(part, 2, sampleBytes(ms));
        MessageWriter.real(part, 1, value);
        MessageWriter.number(part, 2, ms);
        bytes += sampleField(ms);
        samples++;
    }

    private static void requireMeasured(final boolean isAsMeasured) {
        if (!isAsMeasured) {
            throw new HistoryException("points were deleted while they were read", null);
        }
    }

    private void closePoints() {
        if (points != null) {
            points.close();
            points = null;
        }
    }

    @Override
    public void close() {
        closePoints();
        read.close();
    }
}
