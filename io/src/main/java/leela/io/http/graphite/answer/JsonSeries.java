package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.json.JsonEncoder;

/**
 * Series as {@code [{"target":…,"tags":{…},"datapoints":[[value,time],…]},…]}.
 * Thread: one at a time.
 */
final class JsonSeries {

    private final JsonPoints points = new JsonPoints();
    private final boolean hasNulls;

    private JsonSeries(final boolean hasNulls) {
        this.hasNulls = hasNulls;
    }

    static PartWriter writer(final List<TimeSeries> all, final boolean hasNulls) {
        if (all.stream().allMatch(series -> series.size() == 0)) {
            return new ItemWriter<>("[", List.<TimeSeries>of(), (out, none) -> {}, "]");
        }
        final JsonSeries json = new JsonSeries(hasNulls);
        final List<TimeSeries> shown =
                hasNulls ? all : all.stream().filter(JsonSeries::hasValue).toList();
        return new ItemWriter<>("[", shown, json::append, "]");
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
        ByteBufUtil.writeAscii(out, "},\"datapoints\":");
        final double[] all = series.points();
        final long step = series.step * series.valuesPerPoint();
        final long shown = Math.max(0, (series.end - series.start) / step + 1);
        points.append(out, all, (int) Math.min(all.length, shown), series.start, step, hasNulls);
        out.writeByte('}');
    }
}
