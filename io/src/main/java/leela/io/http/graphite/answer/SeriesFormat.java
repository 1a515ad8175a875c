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

    /** Values of all series that may be read while they are written: what a request may read at all. */
    private static final long MOST_UNREAD = 50_000_000;

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
     * Reads what is not to be read while it is written: what may be refused has to be so before the first byte, and
     * what is large is charged to the request.
     */
    private void readBefore(final List<TimeSeries> series, final JsonPages.Reading reading) {
        int longest = 0;
        final boolean isMuch = series.stream().mapToLong(TimeSeries::unread).sum() > MOST_UNREAD;
        for (final TimeSeries one : series) {
            if (this == JSON && !isMuch && one.isPlain() && one.pointCount() <= SeriesRoom.MOST_VALUES) {
                one.requireConsolidation();
                longest = Math.max(longest, one.pointCount());
            } else {
                one.points();
            }
        }
        // for the request's own thread, and for one that helps
        reading.charge().accept(2L * longest);
    }

    /**
     * Writes series.
     *
     * @param maxDataPoints so many points of each at most, 0 for all; of JSON only
     * @param hasNulls      whether JSON shows points without a value
     * @param reading       how points are read while JSON is written
     */
    public PartWriter writer(
            final List<TimeSeries> series,
            final int maxDataPoints,
            final boolean hasNulls,
            final ZoneId zone,
            final JsonPages.Reading reading) {
        if (this == JSON && maxDataPoints > 0) {
            Bands.join(series, maxDataPoints);
        }
        readBefore(series, reading);
        return switch (this) {
            case JSON -> new JsonPages(series, hasNulls, reading);
            case CSV -> TextSeries.csv(series, zone);
            case RAW -> TextSeries.raw(series);
            case PICKLE -> BinarySeries.writer(series, new PickleEncoder());
            case MSGPACK -> BinarySeries.writer(series, new MsgPackEncoder());
        };
    }
}
