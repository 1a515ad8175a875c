package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.text.NumberText;

/** Series as lines of text. Thread: one at a time. */
final class TextSeries {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private TextSeries() {}

    /** {@code name,time,value} a line. */
    static PartWriter csv(final List<TimeSeries> all, final ZoneId zone) {
        return parts(all, (out, series) -> {
            final String name = quoted(series.name);
            final double[] points = series.points();
            for (int i = 0; i < points.length; i++) {
                final String time = TIME.format(
                        Instant.ofEpochSecond(series.start + i * series.step).atZone(zone));
                ByteBufUtil.writeUtf8(
                        out,
                        name + "," + time + "," + (Double.isNaN(points[i]) ? "" : NumberText.ofDouble(points[i]))
                                + "\r\n");
            }
        });
    }

    /** {@code name,start,end,step|value,value,…} a line. */
    static PartWriter raw(final List<TimeSeries> all) {
        return parts(all, (out, series) -> {
            ByteBufUtil.writeUtf8(out, series.name + "," + series.start + "," + series.end + "," + series.step + "|");
            String comma = "";
            for (final double value : series.points()) {
                ByteBufUtil.writeAscii(out, comma + (Double.isNaN(value) ? "None" : NumberText.ofDouble(value)));
                comma = ",";
            }
            out.writeByte('\n');
        });
    }

    private static PartWriter parts(final List<TimeSeries> all, final BiConsumer<ByteBuf, TimeSeries> part) {
        final Iterator<TimeSeries> left = all.iterator();
        return out -> {
            if (left.hasNext()) {
                part.accept(out, left.next());
            }
            return left.hasNext();
        };
    }

    private static String quoted(final String name) {
        return name.matches("[^,\"\\r\\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
