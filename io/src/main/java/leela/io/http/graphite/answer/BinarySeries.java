package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import java.util.Iterator;
import java.util.List;
import leela.io.http.graphite.function.TimeSeries;

/** Series as a front end reads them of its servers. Thread: one at a time. */
final class BinarySeries {

    private static final int FIELDS = 9;

    private BinarySeries() {}

    static PartWriter writer(final List<TimeSeries> all, final BinaryEncoder encoder) {
        final Iterator<TimeSeries> left = all.iterator();
        final boolean[] isBegun = new boolean[1];
        return out -> {
            if (!isBegun[0]) {
                isBegun[0] = true;
                encoder.begin(out, all.size());
            }
            if (left.hasNext()) {
                append(out, left.next(), encoder);
            }
            if (left.hasNext()) {
                return true;
            }
            encoder.end(out);
            return false;
        };
    }

    private static void append(final ByteBuf out, final TimeSeries series, final BinaryEncoder encoder) {
        encoder.beginMap(out, FIELDS);
        encoder.string(out, "name");
        encoder.string(out, series.name);
        integer(out, encoder, "start", series.start);
        integer(out, encoder, "end", series.end);
        integer(out, encoder, "step", series.step);
        encoder.string(out, "values");
        final double[] points = series.points();
        encoder.beginList(out, points.length);
        for (final double value : points) {
            encoder.number(out, value);
        }
        encoder.endList(out);
        encoder.string(out, "pathExpression");
        encoder.string(out, series.pathExpression);
        integer(out, encoder, "valuesPerPoint", series.valuesPerPoint());
        encoder.string(out, "consolidationFunc");
        encoder.string(out, series.consolidation);
        encoder.string(out, "xFilesFactor");
        encoder.number(out, series.xFilesFactor);
        encoder.endMap(out);
    }

    private static void integer(final ByteBuf out, final BinaryEncoder encoder, final String name, final long number) {
        encoder.string(out, name);
        encoder.integer(out, number);
    }
}
