package leela.io.journal;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What damage has cost since it was told last: one line when it begins, one with the sums, however much it is, and one
 * where no copy is kept.
 * Thread: the reader's.
 */
final class DamageReport {

    private static final Logger LOG = LoggerFactory.getLogger(DamageReport.class);

    private Path segment;
    private long stretches;
    private long entries;
    private long nameless;
    private long unkept;
    private Path lastUnkept;

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

    /** There are as many copies of damaged files as there may be, and of this one there will be none. */
    void unkept(final Path in) {
        unkept++;
        lastUnkept = in;
    }

    void tell() {
        if (unkept > 0) {
            LOG.warn(
                    "event=journal_copy_refused segments={} last={}; there are {} copies of damaged files, and of these"
                            + " none is kept once they are stored",
                    unkept,
                    lastUnkept,
                    Segment.MOST_ASIDE);
            unkept = 0;
        }
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
