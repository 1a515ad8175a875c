package leela.io.http.graphite.answer;

import java.time.ZoneId;
import java.util.List;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.function.TimeSeries;

/** The forms in which series are answered. Thread: immutable. */
public enum SeriesFormat {
    JSON("application/json"),
    CSV("text/csv"),
    RAW("text/plain; charset=utf-8"),
    PICKLE("application/pickle"),
    MSGPACK("application/x-msgpack");

    private final String contentType;

    SeriesFormat(final String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** By its name; pictures are not drawn here. */
    public static SeriesFormat of(final String name) {
        for (final SeriesFormat format : values()) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        throw new TargetException((name.isEmpty() ? "format: missing" : "format: " + name)
                + " (expected: json, csv, raw, msgpack or pickle)");
    }

    /**
     * Writes series.
     *
     * @param maxDataPoints so many points of each at most, 0 for all; of JSON only
     * @param hasNulls      whether JSON shows points without a value
     */
    public PartWriter writer(
            final List<TimeSeries> series, final int maxDataPoints, final boolean hasNulls, final ZoneId zone) {
        if (this == JSON && maxDataPoints > 0) {
            Bands.join(series, maxDataPoints);
        }
        // now, in the turn of the request: afterwards they are only written
        series.forEach(TimeSeries::points);
        return switch (this) {
            case JSON -> JsonSeries.writer(series, hasNulls);
            case CSV -> TextSeries.csv(series, zone);
            case RAW -> TextSeries.raw(series);
            case PICKLE -> BinarySeries.writer(series, new PickleEncoder());
            case MSGPACK -> BinarySeries.writer(series, new MsgPackEncoder());
        };
    }
}
