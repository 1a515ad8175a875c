package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.json.JsonEncoder;

/**
 * Series as {@code [{"target":…,"tags":{…},"datapoints":[[value,time],…]},…]}.
 * Thread: one at a time.
 */
final class JsonSeries {

    private static final String INFINITE = "1e9999";
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final JsonEncoder encoder = new JsonEncoder();
    private final boolean hasNulls;

    private JsonSeries(final boolean hasNulls) {
        this.hasNulls = hasNulls;
    }

    static PartWriter writer(final List<TimeSeries> all, final int maxDataPoints, final boolean hasNulls) {
        if (all.stream().allMatch(series -> series.size() == 0)) {
            return new ItemWriter<>("[", List.<TimeSeries>of(), (out, none) -> {}, "]");
        }
        if (maxDataPoints > 0) {
            consolidate(all, maxDataPoints);
        }
        final JsonSeries json = new JsonSeries(hasNulls);
        final List<TimeSeries> shown =
                hasNulls ? all : all.stream().filter(JsonSeries::hasValue).toList();
        return new ItemWriter<>("[", shown, json::append, "]");
    }

    /** The bands of points stay where they are while the range moves on. */
    private static void consolidate(final List<TimeSeries> all, final int maxDataPoints) {
        final long first = all.stream().mapToLong(series -> series.start).min().orElse(0);
        final long last = all.stream().mapToLong(series -> series.end).max().orElse(0);
        for (final TimeSeries series : all) {
            final double count = (double) (last - first) / series.step;
            if (maxDataPoints == 1) {
                series.consolidate(series.size());
            } else if (maxDataPoints < count) {
                final long valuesPerPoint = (long) Math.ceil(count / maxDataPoints);
                final long secondsPerPoint = valuesPerPoint * series.step;
                final long nudge = secondsPerPoint
                        + Math.floorMod(series.start, series.step)
                        - Math.floorMod(series.start, secondsPerPoint);
                series.start += nudge;
                if (nudge / series.step - 1 > series.size()) {
                    throw new TargetException("maxDataPoints: " + maxDataPoints + " are too few for " + series.name);
                }
                series.dropFirst((int) Math.max(0, nudge / series.step - 1));
                series.consolidate(valuesPerPoint);
            }
        }
    }

    private static boolean hasValue(final TimeSeries series) {
        for (final double value : series.points()) {
            if (!Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }

    private void append(final ByteBuf out, final TimeSeries series) {
        ByteBufUtil.writeAscii(out, "{\"target\":");
        JsonEncoder.string(out, series.name);
        ByteBufUtil.writeAscii(out, ",\"tags\":{");
        String comma = "";
        for (final Map.Entry<String, String> tag : series.tags.entrySet()) {
            ByteBufUtil.writeAscii(out, comma);
            JsonEncoder.string(out, tag.getKey());
            out.writeByte(':');
            JsonEncoder.string(out, tag.getValue());
            comma = ",";
        }
        ByteBufUtil.writeAscii(out, "},\"datapoints\":[");
        appendPoints(out, series);
        ByteBufUtil.writeAscii(out, "]}");
    }

    private void appendPoints(final ByteBuf out, final TimeSeries series) {
        final double[] points = series.points();
        final long step = series.step * series.valuesPerPoint();
        boolean isFirst = true;
        for (int i = 0; i < points.length && series.start + i * step <= series.end; i++) {
            if (hasNulls || !Double.isNaN(points[i])) {
                out.writeByte(isFirst ? '[' : ',');
                if (!isFirst) {
                    out.writeByte('[');
                }
                isFirst = false;
                appendValue(out, points[i]);
                out.writeByte(',');
                ByteBufUtil.writeAscii(out, Long.toString(series.start + i * step));
                out.writeByte(']');
            }
        }
    }

    private void appendValue(final ByteBuf out, final double value) {
        if (Double.isNaN(value)) {
            out.writeBytes(NULL);
        } else if (Double.isInfinite(value)) {
            ByteBufUtil.writeAscii(out, value > 0 ? INFINITE : "-" + INFINITE);
        } else {
            encoder.number(out, value);
        }
    }
}
