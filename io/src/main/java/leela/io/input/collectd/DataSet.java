package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;

/**
 * What types_db says of one type: the names, kinds and bounds of its values, in their order on the wire.
 * Thread: immutable.
 */
final class DataSet {

    /** One value of a type. */
    record DataSource(String name, MetricType kind, Bounds bounds) {}

    private final String type;
    private final byte[][] names;
    private final MetricType[] kinds;
    private final Bounds[] bounds;

    DataSet(final String type, final List<DataSource> sources) {
        this.type = type;
        names = sources.stream()
                .map(source -> source.name().getBytes(ISO_8859_1))
                .toArray(byte[][]::new);
        kinds = sources.stream().map(DataSource::kind).toArray(MetricType[]::new);
        bounds = sources.stream().map(DataSource::bounds).toArray(Bounds[]::new);
    }

    /** The type's name, for messages. */
    String type() {
        return type;
    }

    int count() {
        return kinds.length;
    }

    MetricType kind(final int index) {
        return kinds[index];
    }

    Bounds bounds(final int index) {
        return bounds[index];
    }

    /** The bytes of a value's name; never write to them. */
    byte[] name(final int index) {
        return names[index];
    }
}
