package leela.io.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import leela.engine.spi.EntryLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal's writer with a position of its own.
 * Thread: the batcher's.
 * Memory: one record, behind a damage two, the mapping of one segment, and {@link RetoldNames}.
 * Errors: damage is passed and counted, and told when it begins and, in sum, when the reader has caught up; a segment
 * that was given up is left.
 */
public final class JournalReader implements EntryLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final Journal journal;
    private final SegmentCatalog catalog;
    private final JournalLedger ledger;
    private final long pressedFrom;
    private final RecordDecoder decoder = new RecordDecoder(this::onNameless);
    private final SegmentCursor cursor = new SegmentCursor(decoder);
    private final RetoldNames names = new RetoldNames();
    private final DamageReport damage = new DamageReport();

    private SegmentCatalog.Entry entry;
    private Segment segment;
    private long lastNumber;
    /** Of the last file of which no copy could be kept. */
    private long lastUnkept = -1;

    private boolean areNamesTold;
    private long numbering;
    private long position;
    private long nameless;
    private long namelessFrom;
    private long namelessTo;
    private long shownInAll;
    private long recoveredTo;
    private volatile boolean isRecovered;
    private long unreadable = -1;

    /** Presses for what must be stored to keep the journal below {@code pressedFrom} bytes. */
    JournalReader(
            final Journal journal, final SegmentCatalog catalog, final JournalLedger ledger, final long pressedFrom) {
        this.pressedFrom = pressedFrom;
        this.journal = journal;
        this.catalog = catalog;
        this.ledger = ledger;
    }

    @Override
    public void resume(final long from) {
        final long oldest = catalog.oldestPosition(from);
        position = Math.max(from, oldest);
        journal.begin(from, position);
        recoveredTo = journal.endPosition();
        isRecovered = position >= recoveredTo;
        for (SegmentCatalog.Entry next = catalog.after(lastNumber);
                next != null && next.endPosition() <= position;
                next = catalog.after(lastNumber)) {
            lastNumber = next.number();
            catalog.passed(lastNumber);
        }
    }

    @Override
    public int poll(final Visitor visitor, final int limit) {
        int shown = 0;
        while (shown < limit && (segment != null || openNext(visitor))) {
            // asked in this order: a segment that is not active any more has all of its records
            final int damaged = cursor.damaged();
            final int written = entry.isActive() ? entry.written() : segment.length();
            final SegmentCursor.Step step = cursor.advance(written);
            if (cursor.damaged() != damaged) {
                damage.stretch(entry.path(), cursor.recordOffset());
                keepAside();
                tellNames(visitor, written);
            }
            if (step == SegmentCursor.Step.NOTHING_YET) {
                break;
            } else if (step == SegmentCursor.Step.END) {
                if (!entry.isGivenUp()) {
                    if (entry.endPosition() > position && segment.lastBehind(cursor.offset()) > cursor.offset()) {
                        damage.stretch(entry.path(), segment.length());
                        keepAside();
                    }
                    skipTo(entry.endPosition());
                }
                leave();
            } else if (ledger.claim(entry, decoder.firstPosition() + decoder.count())) {
                shown += showWhole(visitor);
            } else {
                leave();
            }
        }
        if (segment != null) {
            segment.passed(cursor.recordOffset());
        }
        shownInAll += shown;
        if (!isRecovered && position >= recoveredTo) {
            isRecovered = true;
        }
        if (shown < limit) {
            damage.tell();
        }
        return shown;
    }

    /**
     * Tells the names that stand behind a damage, since those that stood in it may be missed before they come again.
     */
    private void tellNames(final Visitor visitor, final int written) {
        if (!areNamesTold) {
            areNamesTold = written == segment.length();
            final RecordDecoder ahead = new RecordDecoder(at -> {});
            final SegmentCursor behind = new SegmentCursor(ahead);
            behind.beginAt(segment, cursor.offset());
            while (behind.advance(written) == SegmentCursor.Step.RECORD) {
                ahead.show(names.of(behind.recordOffset(), visitor), Long.MAX_VALUE);
            }
        }
    }

    /** What could not be read of it may be wanted, after it is stored and deleted. */
    private void keepAside() {
        try {
            if (!segment.keepAside() && lastUnkept != entry.number()) {
                lastUnkept = entry.number();
                ledger.unkept();
                damage.unkept(entry.path());
            }
        } catch (final IOException refused) {
            LOG.warn("event=journal_keep_failed segment={} reason={}", entry.path(), refused.toString());
        }
    }

    /** Whether all that was here at the start has been shown. Thread: any. */
    boolean isRecovered() {
        return isRecovered;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long unread() {
        return Math.max(0, ledger.kept() - shownInAll);
    }

    @Override
    public long pressedTo() {
        return journal.isOutOfRoom() ? catalog.endPosition() : catalog.positionBeyond(pressedFrom);
    }

    @Override
    public void acknowledge(final long storedTo) {
        ledger.acknowledge(storedTo);
    }

    @Override
    public void close() {
        leave();
        damage.tell();
    }

    /** A record that the visitor fails to take is shown again, whatever it failed with. */
    private int showWhole(final Visitor visitor) {
        int shown = -1;
        try {
            shown = show(visitor);
            return shown;
        } finally {
            if (shown < 0) {
                cursor.back();
            }
        }
    }

    private int show(final Visitor visitor) {
        final long first = decoder.firstPosition();
        final long end = first + decoder.count();
        if (first > position) {
            skipTo(first);
        }
        damage.read(decoder.arrivalNs());
        nameless = 0;
        final int read = decoder.show(names.of(cursor.recordOffset(), visitor), position);
        loseNameless();
        final int shown = (int) Math.max(0, first + read - position - nameless);
        position = Math.max(position, first + read);
        if (end > position) {
            skipTo(end);
        }
        return shown;
    }

    /** What lies between here and there was damaged. */
    private void skipTo(final long next) {
        if (next > position && next != Long.MAX_VALUE) {
            damage.lost(entry.path(), ledger.lost(JournalCounter.DISCARDED_DAMAGE, position, next));
            position = next;
        }
    }

    private void onNameless(final long at) {
        nameless++;
        if (at != namelessTo) {
            loseNameless();
            namelessFrom = at;
        }
        namelessTo = at + 1;
    }

    private void loseNameless() {
        if (namelessTo > namelessFrom) {
            damage.nameless(ledger.lost(JournalCounter.DISCARDED_DAMAGE, namelessFrom, namelessTo));
        }
        namelessFrom = namelessTo;
    }

    private boolean openNext(final Visitor visitor) {
        while (true) {
            final SegmentCatalog.Entry next = catalog.after(lastNumber);
            if (next == null) {
                return false;
            }
            try {
                segment = Segment.open(next.path(), next.number());
                // only now: whatever else fails, it is opened again
                lastNumber = next.number();
                entry = next;
                position = Math.max(position, next.firstPosition());
                cursor.begin(segment);
                names.begin(entry, segment);
                areNamesTold = false;
                final long before = numbering;
                numbering = segment.header().map(SegmentHeader::numbering).orElse(0L);
                if (numbering == 0 || numbering != before) {
                    visitor.onNumbersReset();
                }
                return true;
            } catch (final NoSuchFileException gone) {
                LOG.warn("event=journal_segment_gone segment={}", next.path());
                lastNumber = next.number();
                catalog.passed(lastNumber);
                entry = next;
                position = Math.max(position, next.firstPosition());
                if (!next.isGivenUp()) {
                    skipTo(next.endPosition());
                }
            } catch (final IOException refused) {
                if (unreadable != next.number()) {
                    unreadable = next.number();
                    LOG.error(
                            "event=journal_segment_unreadable segment={} reason=\"{}\"; tried again until it "
                                    + "can be read or is given up",
                            next.path(),
                            refused.toString());
                }
                return false;
            }
        }
    }

    private void leave() {
        try {
            if (segment != null) {
                segment.close();
            }
        } catch (final IOException refused) {
            LOG.warn("event=journal_close_failed segment={} reason={}", entry.path(), refused.toString());
        } finally {
            segment = null;
            catalog.passed(lastNumber);
        }
    }
}
