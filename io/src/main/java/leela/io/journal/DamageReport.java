package leela.io.journal;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What damage has cost since it was told last: one line when it begins, one with the sums, however much it is.
 * Thread: the reader's.
 */
final class DamageReport {

    private static final Logger LOG = LoggerFactory.getLogger(DamageReport.class);

    private Path segment;
    private long stretches;
    private long entries;
    private long nameless;

    /** A stretch that ends at {@code offset} was passed. */
    void stretch(final Path in, final int offset) {
        if (stretches++ == 0) {
            LOG.error("event=journal_damaged segment={} before={}; what follows is read", in, offset);
        }
        segment = in;
    }

    /** So many entries stood in records that are damaged, or in files that are gone. */
    void lost(final Path in, final long count) {
        entries += count;
        segment = in;
    }

    /** So many entries are whole, but nothing says whose they are. */
    void nameless(final long count) {
        nameless += count;
    }

    void tell() {
        if (stretches + entries + nameless > 0) {
            LOG.error(
                    "event=journal_entries_lost stretches={} entries={} nameless={} last={}",
                    stretches,
                    entries,
                    nameless,
                    segment);
            stretches = 0;
            entries = 0;
            nameless = 0;
        }
    }
}
