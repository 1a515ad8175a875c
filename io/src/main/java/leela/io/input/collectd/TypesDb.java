package leela.io.input.collectd;

import java.util.Map;
import leela.io.input.collectd.wire.NameMap;
import org.agrona.DirectBuffer;

/**
 * All types that the types_db files describe.
 * Thread: immutable.
 * Memory: nothing per look-up.
 */
final class TypesDb {

    /** No file: every type is unknown. */
    static final TypesDb NONE = new TypesDb(Map.of());

    private final NameMap<DataSet> types;

    TypesDb(final Map<String, DataSet> types) {
        this.types = new NameMap<>(types);
    }

    int size() {
        return types.size();
    }

    /** What is known of a type, or null. */
    DataSet find(final DirectBuffer packet, final int offset, final int length) {
        return types.find(packet, offset, length);
    }
}
