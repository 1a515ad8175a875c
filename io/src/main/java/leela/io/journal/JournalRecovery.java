package leela.io.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what earlier processes left in a journal's directory, and where it ends. A segment ends where the next one says
 * it was due; only the newest is walked. One whose headers are both damaged is known by its file's name and its
 * records; one in which nothing can be read is put aside, never deleted; what was prepared and never used is. Where the
 * file before it was not full yet, such a one had been prepared, and held nothing.
 * Thread: the opener's.
 * Memory: one record, one mapped segment.
 * Errors: {@link IOException} where the disk refuses; damage costs a line a kind, however much there is.
 */
final class JournalRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

    private static final long FIRST_NUMBER = 1;

    private final Path directory;
    private final Journal.Reach earlier;
    private final SegmentCatalog catalog;
    private final JournalLedger ledger;
    private final Counters counters;
    private final DamageReport.Told told;
    private final RecordDecoder decoder = new RecordDecoder(position -> {});
    private final SegmentCursor cursor = new SegmentCursor(decoder);
    /** Never used, it seems: unless a later one was. */
    private final List<Path> blank = new ArrayList<>();
    /** With something in them, which is neither a header nor a record. */
    private final List<Path> unreadable = new ArrayList<>();

    private long newestNumber;
    /** Whether the newest has room behind its last record, in which nothing is: nothing can have come behind it. */
    private boolean isNewestInUse;

    /** Bytes of it, where all that is there is whole; else 0. */
    private int filled;

    private long endPosition;
    private long oldestCreatedNs;
    private long lastArrivalNs;
    /** The oldest file, or the folder where there is none. */
    private Path oldest;

    private SegmentCatalog.Entry before;
    private long lastNumber;
    private boolean isFrontDamaged;
    /** Whether the file that began with position 0 is, or was, among these. */
    private boolean hasBeginning;
    /** By its records alone, so that where it began is not known. */
    private boolean isRestored;

    private int restored;
    private Path firstRestored;
    private int aside;
    private long asideBytes;
    private Path firstAside;

    JournalRecovery(
            final Path directory,
            final Journal.Reach earlier,
            final SegmentCatalog catalog,
            final JournalLedger ledger,
            final Counters counters) {
        this.directory = directory;
        this.earlier = earlier;
        this.catalog = catalog;
        this.ledger = ledger;
        this.counters = counters;
        told = new DamageReport.Told(directory);
    }

    /** Lists what is there, in the catalog. */
    void run() throws IOException {
        Path newest = null;
        for (final long number : numbers()) {
            final Path path = directory.resolve(JournalDescriptor.fileName(number));
            try (Segment segment = Segment.open(path, number)) {
                if (segment.header().isEmpty() && segment.lastWritten(0, segment.length()) == 0) {
                    blank.add(path);
                    continue;
                }
                if (segment.isNewer()) {
                    throw new IOException(path + " was written by a newer version of Leela, and can be read by that");
                }
                final Optional<SegmentHeader> header = headerOf(segment);
                if (header.isPresent()) {
                    add(segment, header.get());
                    newest = path;
                    newestNumber = number;
                } else {
                    unreadable.add(path);
                }
            }
        }
        for (final Path unused : blank) {
            Files.delete(unused);
        }
        if (newest != null) {
            try (Segment segment = Segment.open(newest, newestNumber)) {
                endPosition = endOf(segment);
            }
            shorten(newest);
            if (earlier.end() > endPosition) {
                tellMissing(endPosition, earlier.end(), newestNumber, "the end");
                endPosition = earlier.end();
            }
            catalog.end(endPosition);
        }
        putAsideUnreadable(isNewestInUse);
        tell();
    }

    /** What the newest file never held need not count towards the limit: it may be one of many short runs'. */
    private void shorten(final Path newest) {
        if (filled > 0) {
            try {
                catalog.shorten(SegmentFile.shorten(newest, filled));
            } catch (final IOException refused) {
                LOG.warn("event=journal_shorten_failed segment={} reason={}", newest, refused.toString());
            }
        }
    }

    /** Behind the last entry that is there. */
    long endPosition() {
        return endPosition;
    }

    long oldestCreatedNs() {
        return oldestCreatedNs;
    }

    /** When the last record came that is there; 0 where there is none. */
    long lastArrivalNs() {
        return lastArrivalNs;
    }

    /** The oldest file; or the folder, where there is none. */
    Path oldest() {
        return oldest == null ? directory : oldest;
    }

    /** The highest number that a file has, also one that was put aside. */
    long lastNumber() {
        return lastNumber;
    }

    /** Whether what is missing before the oldest segment was damaged. */
    boolean isFrontDamaged() {
        return isFrontDamaged;
    }

    /** Whether all that is missing before the oldest segment stood in what is damaged, even if nothing was stored. */
    boolean isBeginningDamaged() {
        return isFrontDamaged && hasBeginning;
    }

    private List<Long> numbers() throws IOException {
        final List<Long> numbers = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (final Path file : files.toList()) {
                final String name = file.getFileName().toString();
                final long number = JournalDescriptor.numberOf(name);
                if (number >= 0) {
                    numbers.add(number);
                }
                if (name.endsWith(JournalDescriptor.COPY_SUFFIX)) {
                    Files.delete(file);
                }
                lastNumber = Math.max(
                        lastNumber, JournalDescriptor.numberOf(name.replace(JournalDescriptor.DAMAGED_SUFFIX, "")));
            }
        }
        numbers.sort(null);
        return numbers;
    }

    /** What it says of itself, or else what its records say; empty where neither can be read. */
    private Optional<SegmentHeader> headerOf(final Segment segment) {
        final Optional<SegmentHeader> written = segment.header();
        isRestored = false;
        final boolean hasRecord = (written.isEmpty() || segment.isHeaderUnchecked()) && hasRecord(segment);
        if (written.isPresent()
                && !(hasRecord
                        && segment.isHeaderUnchecked()
                        && cursor.damaged() == 0
                        && decoder.firstPosition() != written.get().firstPosition())) {
            note(segment, segment.isHeaderDamaged());
            return written;
        }
        if (!hasRecord) {
            return Optional.empty();
        }
        note(segment, true);
        isRestored = true;
        return Optional.of(new SegmentHeader(
                segment.number(), decoder.firstPosition(), decoder.firstPosition(), decoder.arrivalNs(), 0));
    }

    /** Whether there is a whole record, which the decoder then holds. */
    private boolean hasRecord(final Segment segment) {
        cursor.begin(segment);
        return cursor.advance(segment.length()) == SegmentCursor.Step.RECORD;
    }

    private void note(final Segment segment, final boolean isRestored) {
        if (isRestored) {
            firstRestored = restored++ == 0 ? segment.path() : firstRestored;
        }
    }

    private void add(final Segment segment, final SegmentHeader header) throws IOException {
        for (final Path used : blank) {
            putAside(used);
        }
        blank.clear();
        putAsideUnreadable(false);
        tellGap(segment.number(), header.positionDue());
        catalog.end(header.positionDue());
        ledger.hole(header.positionDue(), header.firstPosition());
        if (catalog.size() == 0) {
            oldestCreatedNs = header.createdNs();
            oldest = segment.path();
            isFrontDamaged = aside > 0 || isRestored;
            hasBeginning |= segment.number() == FIRST_NUMBER;
        }
        before = catalog.add(
                new SegmentCatalog.Entry(segment.number(), segment.path(), segment.length(), header.firstPosition()));
    }

    /** Where numbers are missing between two files, the end of the first is looked for; the loss is counted later. */
    private void tellGap(final long number, final long due) throws IOException {
        if (before != null && number > before.number() + 1 && Files.exists(before.path())) {
            try (Segment last = Segment.open(before.path(), before.number())) {
                final long end = endOf(last);
                if (due > end) {
                    tellMissing(end, due, before.number(), directory.resolve(JournalDescriptor.fileName(number)));
                }
            }
        }
    }

    private void tellMissing(final long from, final long to, final long behind, final Object until) {
        if (told.isNew("missing " + behind + " " + to)) {
            LOG.error(
                    "event=journal_files_missing entries={} behind={} until={}; files are gone or damaged, and what "
                            + "they held is lost",
                    to - from,
                    directory.resolve(JournalDescriptor.fileName(behind)),
                    until);
        }
    }

    /** Those that came behind the newest that can be read, or before another one. */
    private void putAsideUnreadable(final boolean areSpare) throws IOException {
        for (final Path path : unreadable) {
            if (areSpare) {
                final Path target = aside(path);
                LOG.warn(
                        "event=journal_spare_damaged file={}; it was made ahead and held nothing: {} was still being"
                                + " written. It may be deleted",
                        target,
                        JournalDescriptor.fileName(newestNumber));
            } else {
                putAside(path);
            }
        }
        unreadable.clear();
    }

    private static Path aside(final Path path) throws IOException {
        final Path target = path.resolveSibling(path.getFileName() + JournalDescriptor.DAMAGED_SUFFIX);
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        // two names of one file are not moved onto each other
        Files.deleteIfExists(path);
        return target;
    }

    private void putAside(final Path path) throws IOException {
        asideBytes += Files.size(path);
        final Path target = aside(path);
        firstAside = aside++ == 0 ? target : firstAside;
        hasBeginning |= JournalDescriptor.numberOf(path.getFileName().toString()) == FIRST_NUMBER;
        counters.increment(JournalCounter.DAMAGED_SEGMENTS);
    }

    private void tell() throws IOException {
        told.keep();
        if (aside > 0) {
            SegmentFile.forceFolder(directory);
        }
        if (restored > 0) {
            LOG.error(
                    "event=journal_header_damaged segments={} first={}; their records are read all the same",
                    restored,
                    firstRestored);
        }
        if (aside > 0) {
            LOG.error(
                    "event=journal_segment_put_aside segments={} bytes={} first={}; nothing in them can be read: "
                            + "what they held is lost unless you restore them, and how many entries is not known",
                    aside,
                    asideBytes,
                    firstAside);
        }
    }

    /** Behind the last whole record, and behind one that is whole but for some damage. */
    private long endOf(final Segment segment) {
        cursor.begin(segment);
        lastArrivalNs = 0;
        long end = segment.header().map(SegmentHeader::firstPosition).orElse(0L);
        while (cursor.advance(segment.length()) == SegmentCursor.Step.RECORD) {
            end = decoder.firstPosition() + decoder.count();
            lastArrivalNs = decoder.arrivalNs();
        }
        final int offset = cursor.offset();
        final int last = segment.lastBehind(offset);
        filled = last <= offset && cursor.damaged() == 0 && !segment.isHeaderDamaged() && !segment.isHeaderUnchecked()
                ? offset
                : 0;
        isNewestInUse = last <= offset && segment.lastWritten(offset, segment.recordsEnd()) == offset;
        if (last > offset) {
            final long damaged = decoder.endOfDamaged(segment.buffer(), segment.number(), offset, end, last) - end;
            tellCut(segment, offset, last, end, damaged);
            return end + damaged;
        }
        return end;
    }

    private void tellCut(final Segment segment, final int offset, final int last, final long end, final long damaged) {
        if (told.isNew("cut " + segment.number() + " " + offset)) {
            LOG.warn(
                    "event=journal_tail_cut segment={} offset={} bytes={} position={} entries_damaged={}",
                    segment.path(),
                    offset,
                    last - offset,
                    end,
                    damaged);
        }
    }
}
