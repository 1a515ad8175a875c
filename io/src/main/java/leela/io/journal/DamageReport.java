package leela.io.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import leela.engine.runtime.Clock;
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
    /** When the record came that was read last; 0 where there is none. */
    private long lastNs;
    /** The same of the last before what was lost, and of the first behind it. */
    private long fromNs;

    private long toNs;

    /** A stretch that ends at {@code offset} was passed. */
    void stretch(final Path in, final int offset) {
        if (stretches++ == 0) {
            LOG.error("event=journal_damaged segment={} before={}; what follows is read", in, offset);
        }
        segment = in;
    }

    /** So many entries stood in records that are damaged, or in files that are gone. */
    void lost(final Path in, final long count) {
        begin(count);
        entries += count;
        segment = in;
    }

    /** A record is read that came then. */
    void read(final long arrivalNs) {
        lastNs = arrivalNs;
        toNs = toNs == 0 && entries + nameless > 0 ? arrivalNs : toNs;
    }

    private void begin(final long count) {
        if (count > 0) {
            fromNs = entries + nameless == 0 ? lastNs : fromNs;
            toNs = 0;
        }
    }

    /** So many entries are whole, but nothing says whose they are. */
    void nameless(final long count) {
        begin(count);
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
                    "event=journal_entries_lost stretches={} entries={} nameless={} from={} to={} last={}",
                    stretches,
                    entries,
                    nameless,
                    time(fromNs),
                    time(toNs),
                    segment);
            stretches = 0;
            entries = 0;
            nameless = 0;
        }
    }

    /** To the second, in UTC; "unknown" for 0. */
    static String time(final long ns) {
        return ns <= 0
                ? "unknown"
                : Instant.ofEpochSecond(ns / Clock.NANOS_PER_SECOND).toString();
    }

    /**
     * Which damage of files that are still there has been told at a start already: a file beside them, a line each.
     * Thread: the opener's.
     * Errors: none; where it cannot be kept, the same is told again.
     */
    static final class Told {

        private static final String FILE = "told";

        private final Path file;
        private final Set<String> before = new HashSet<>();
        private final Set<String> now = new TreeSet<>();

        Told(final Path folder) {
            file = folder.resolve(FILE);
            try {
                if (Files.isRegularFile(file)) {
                    before.addAll(Files.readAllLines(file, StandardCharsets.US_ASCII));
                }
            } catch (final IOException unreadable) {
                before.clear();
            }
        }

        /** Whether no start before this one told of it. */
        boolean isNew(final String damage) {
            now.add(damage);
            return !before.contains(damage);
        }

        /** All is told: what is not there any more is forgotten. */
        void keep() {
            try {
                if (now.isEmpty()) {
                    Files.deleteIfExists(file);
                } else if (!now.equals(before)) {
                    final Path next = file.resolveSibling(FILE + JournalDescriptor.COPY_SUFFIX);
                    Files.write(next, now, StandardCharsets.US_ASCII);
                    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (final IOException unkept) {
                LOG.debug("event=journal_told_unkept reason={}", unkept.toString());
            }
        }
    }
}
