package leela.io.input.collectd;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one decoder logs about values of another kind than their type's: one line a type.
 * Thread: its decoder's.
 * Memory: one entry for each type that was complained about.
 */
final class PacketLog {

    private static final Logger LOG = LoggerFactory.getLogger(CollectdDecoder.class);

    private final Set<String> typesOfWrongKind = new HashSet<>();

    void wrongKind(final DataSet dataSet, final int index, final int kind) {
        if (typesOfWrongKind.add(dataSet.type())) {
            LOG.warn(
                    "event=collectd.kind.mismatched type={} value={} kind={} expected={}",
                    dataSet.type(),
                    index,
                    kind,
                    dataSet.kind(index));
        }
    }
}
