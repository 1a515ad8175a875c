package leela.io.journal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The segments in use, oldest first.
 * Thread: any; asked when a segment begins or ends, never for an entry.
 */
final class SegmentCatalog {

    /** One segment in use. Thread: any. */
    static final class Entry {
        private final long number;
        private final Path path;
        private long length;
        private final long firstPosition;
        private volatile long endPosition = Long.MAX_VALUE;
        private volatile int written;
        private volatile long writtenEnd;
        private volatile boolean isGivenUp;

        Entry(final long number, final Path path, final long length, final long firstPosition) {
            this.number = number;
            this.path = path;
            this.length = length;
            this.firstPosition = firstPosition;
            writtenEnd = firstPosition;
        }

        long number() {
            return number;
        }

        Path path() {
            return path;
        }

        long firstPosition() {
            return firstPosition;
        }

        /**
         * Bytes that are there while it is being written: up to the end of a record. Thread: the writer's tells, any
         * asks.
         */
        int written() {
            return written;
        }

        /** Bytes behind {@code position}, taking entries for equally long. */
        private long bytesBehind(final long position, final long end) {
            final long used = isActive() ? written : length;
            return end <= firstPosition || position >= end
                    ? 0
                    : (long) ((double) used * (end - Math.max(position, firstPosition)) / (end - firstPosition));
        }

        void written(final int bytes, final long end) {
            writtenEnd = end;
            written = bytes;
        }

        private long end() {
            return isActive() ? writtenEnd : endPosition;
        }

        /** Behind its last entry; {@code Long.MAX_VALUE} while it is being written. */
        long endPosition() {
            return endPosition;
        }

        boolean isActive() {
            return endPosition == Long.MAX_VALUE;
        }

        boolean isGivenUp() {
            return isGivenUp;
        }

        void giveUp() {
            isGivenUp = true;
        }
    }

    /** The reader has left all segments up to this number: behind what is stored may be what is not for the store. */
    private volatile long passed;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    synchronized Entry add(final Entry entry) {
        entries.addLast(entry);
        bytes += entry.length;
        return entry;
    }

    /** The writer has left the newest segment. */
    synchronized void end(final long endPosition) {
        if (!entries.isEmpty() && entries.getLast().isActive()) {
            entries.getLast().endPosition = endPosition;
        }
    }

    /** The newest takes up no more than this. Before anybody writes. */
    synchronized void shorten(final long length) {
        final Entry newest = entries.getLast();
        bytes += length - newest.length;
        newest.length = length;
    }

    /** Whether the one that is written will soon need a further one. */
    synchronized boolean isHalfFull() {
        final Entry newest = entries.peekLast();
        return newest != null && newest.isActive() && newest.written > newest.length / 2;
    }

    /** The oldest segment of a higher number, or null. */
    synchronized Entry after(final long number) {
        for (final Entry entry : entries) {
            if (entry.number > number) {
                return entry;
            }
        }
        return null;
    }

    /** The reader is done with the segments up to this one. */
    void passed(final long number) {
        passed = number;
    }

    /** Takes out the oldest segment if the writer, the reader and the backend are done with it; or null. */
    synchronized Entry takeAcknowledged(final long position) {
        final Entry oldest = entries.peekFirst();
        return oldest == null || oldest.isActive() || oldest.endPosition > position || oldest.number > passed
                ? null
                : remove();
    }

    /** Takes out the oldest segment, acknowledged or not, unless it is being written; or null. */
    synchronized Entry takeOldest() {
        final Entry oldest = entries.peekFirst();
        return oldest == null || oldest.isActive() ? null : remove();
    }

    /** Behind the entries that must go for the newest to take up no more than so many bytes; 0 if there are none. */
    synchronized long positionBeyond(final long room) {
        long left = room - bytes;
        long position = 0;
        for (final Iterator<Entry> oldest = entries.iterator(); left < 0 && oldest.hasNext(); ) {
            final Entry entry = oldest.next();
            position = entry.isActive() ? position : entry.endPosition;
            left += entry.length;
        }
        return position;
    }

    synchronized long oldestPosition(final long otherwise) {
        return entries.isEmpty() ? otherwise : entries.getFirst().firstPosition;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Behind the last entry that was written; 0 if there is none. */
    synchronized long endPosition() {
        return entries.isEmpty() ? 0 : entries.getLast().end();
    }

    /** Bytes of entries behind {@code position}, as far as that can be told without reading them. */
    synchronized long waitingBytes(final long position) {
        long sum = 0;
        for (final Entry entry : entries) {
            sum += entry.bytesBehind(position, entry.end());
        }
        return sum;
    }

    /** The same, and what the segment that is written to has room for. */
    synchronized long owedBytes(final long position) {
        final long free = entries.isEmpty() || !entries.getLast().isActive()
                ? 0
                : entries.getLast().length - entries.getLast().written;
        return waitingBytes(position) + free;
    }

    synchronized int size() {
        return entries.size();
    }

    private Entry remove() {
        final Entry oldest = entries.removeFirst();
        bytes -= oldest.length;
        return oldest;
    }
}
