package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.json.JsonEncoder;

/**
 * Writes series as {@code {"target":…,"tags":{…},"datapoints":[[value,time],…]}}.
 * Thread: one at a time.
 */
public final class JsonSeries {

    private final JsonPoints points = new JsonPoints();

    /** With its points, which stand at the start of an array. */
    void append(final ByteBuf out, final TimeSeries series, final double[] all, final boolean hasNulls) {
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
        final long step = series.step * series.valuesPerPoint();
        final long shown = Math.max(0, (series.end - series.start) / step + 1);
        points.append(out, all, (int) Math.min(series.pointCount(), shown), series.start, step, hasNulls);
        out.writeByte('}');
    }
}
