package leela.io.journal;

import java.nio.ByteOrder;
import java.util.Locale;
import org.agrona.BitUtil;

/**
 * Layout of a segment: a header, then records one after another, each at a multiple of 8, up to a length of 0 (nothing
 * yet) or {@link #END}. All numbers are little-endian; a varint holds 7 bits a byte, the lowest first; zigzag makes
 * small negatives small.
 *
 * <pre>
 * segment  0          8         16             24               32            40          48
 *          +----------+---------+--------------+----------------+-------------+-----------+-------+-----
 *          | leelaj02 | number  | position due | first position | created, ns | numbering | check | (zero up to 64)
 *          +----------+---------+--------------+----------------+-------------+-----------+-------+-----
 *            u64        i64       i64            i64              i64           i64         u64
 *            position due: where the segment before ended; a higher first position comes from a start
 *            with a backend that was ahead
 *            numbering: the segment with which the numbers of series began: in all that bear the same one, a
 *            number means one series; 0 in segments of versions that did not tell
 *            check: 2^32 + the crc32c of what stands before it; 0 in segments of versions that had none
 *            The header stands a second time in the last 64 bytes, so that no one damage takes both.
 *
 * record   0         4          8         12        16               24              32
 *          +---------+----------+---------+---------+----------------+---------------+---------
 *          | length  | crc32c   | mark    | entries | first position | arrival, ns   | entries …
 *          +---------+----------+---------+---------+----------------+---------------+---------
 *            u32       u32        u32       u32       i64              i64
 *            length    of all of the record, header included; written last, so that a reader who sees it sees the rest
 *            crc32c    of everything behind it
 *            mark      made of segment and offset: finds the next record behind a damaged one, and no old bytes
 *
 * entry    +-------+---------+--------------------+---------+---------+-------------------------
 *          | flags | number  | name length, name  | time    | arrival | value, or length, json
 *          +-------+---------+--------------------+---------+---------+-------------------------
 *            u8      varint    varint, bytes        zigzag    zigzag    8, 4, 2 or 0 bytes; or varint, bytes
 *            bit 0-1 the highest 8, 4, 2 or 0 bytes of the double stand here, the others are zero
 *            bit 2   number stands here, else it is the last entry's plus one
 *            bit 3   the series' name stands here
 *            bit 4   time stands here, as the difference from the last entry's (at first: from the
 *                    record's arrival), else it is the same
 *            bit 5   arrival, likewise
 *            bit 6   a document; bits 0-1 say whether it is the one of its key and time (3, in every version), or
 *                    is kept beside others of both (2)
 *            bit 7   of the stream alone: it has no position, and no store takes it. What it is say
 *                    bits 6 and 0-1:
 *                    0       an event for the standing queries, as any other
 *                    1, 0    a tick: its arrival is the time
 *                    1, 1    the series was purged; no time, no arrival, no value
 *                    1, 2    a note: kind (u8), length (varint), bytes; no number
 *                    1, 3    an interval (varint, ms, 0 for unknown); no number: the client of the entry that follows
 *                            says that it sends so often, and of all further events of that series until this
 *                            stands before one again. It stands beside names, too, unless it is unknown.
 * </pre>
 *
 * No bit and no code of an entry is free: a further field stands before it in a note of its own kind, or makes a
 * version 3.
 *
 * Version 1 (leelaj01) knew nothing of the stream alone; its segments are read. So that it does not take the stream for
 * events, records of version 2 bear another mark: it puts such files aside.
 *
 * A segment can be read alone: a series is named in the first two records that mention it, so that a damaged record
 * takes no other with it, and again once in each {@link RecordEncoder block} behind those, so that a longer damage does
 * not either: a number means one series wherever that is named, in this segment or others of its numbering.
 * Thread: immutable.
 */
final class JournalDescriptor {

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** "leelaj02". */
    static final long MAGIC = 0x32306a616c65656cL;

    private static final int VERSION_BITS = 0x5a5a5a5a;
    /** "leelaj01". */
    static final long MAGIC_1 = 0x31306a616c65656cL;
    /** What the first six of its bytes are in every version. */
    private static final long ANY_MAGIC = MAGIC << Short.SIZE >>> Short.SIZE;

    static final int NUMBER_OFFSET = 8;
    static final int POSITION_DUE_OFFSET = 16;
    static final int FIRST_POSITION_OFFSET = 24;
    static final int CREATED_OFFSET = 32;
    static final int NUMBERING_OFFSET = 40;
    static final int CHECK_OFFSET = 48;
    static final int SEGMENT_HEADER_LENGTH = 64;

    static final int CRC_OFFSET = 4;
    static final int MARK_OFFSET = 8;
    static final int COUNT_OFFSET = 12;
    static final int POSITION_OFFSET = 16;
    static final int ARRIVAL_OFFSET = 24;
    static final int RECORD_HEADER_LENGTH = 32;
    static final int ALIGNMENT = 8;

    /** Stands in a length's place where the writer has gone on to the next segment. */
    static final int END = -1;

    static final int WIDTH_MASK = 3;

    /** In the lowest bits beside {@link #DOCUMENT_FLAG}. */
    static final int ONE_OF_ITS_TIME = 3;

    static final int ONE_OF_SEVERAL = 2;
    static final int NUMBER_FLAG = 4;
    static final int NAME_FLAG = 8;
    static final int TIME_FLAG = 16;
    static final int ARRIVAL_FLAG = 32;
    static final int DOCUMENT_FLAG = 64;
    static final int STREAM_FLAG = 128;
    /** What stands in the lowest bits beside {@link #STREAM_FLAG} and {@link #DOCUMENT_FLAG}. */
    static final int TICK = 0;

    static final int PURGE = 1;
    static final int NOTE = 2;
    static final int INTERVAL = 3;

    /** Longest record. */
    static final int MAX_RECORD_LENGTH = 64 << 10;
    /** Longest entry: a document of 8 KiB, a key of 1 KiB, and the numbers, of its interval, too. */
    static final int MAX_ENTRY_LENGTH = 8192 + 1024 + 48;
    /** Shortest segment, and what lengths of segments are multiples of. */
    static final int SEGMENT_UNIT = 4 * MAX_RECORD_LENGTH;
    /** The same of those that ended with their process, and were cut to what they hold. */
    static final int SHORTENED_UNIT = 4096;

    private static final String PREFIX = "journal-";
    private static final String SUFFIX = ".seg";
    /** Behind the name of a file in which nothing could be read. */
    static final String DAMAGED_SUFFIX = ".damaged";
    /** Behind the name of a file that is being written anew. */
    static final String COPY_SUFFIX = ".copy";

    private JournalDescriptor() {}

    /** Bytes of a double that must be written, by the two lowest bits of the flags. */
    static int widthOf(final int code) {
        return code == 3 ? 0 : Long.BYTES >> code;
    }

    static int mark(final long segmentNumber, final int offset) {
        return mark1(segmentNumber, offset) ^ VERSION_BITS;
    }

    /** That of version 1. */
    static int mark1(final long segmentNumber, final int offset) {
        final long mixed = (segmentNumber << Integer.SIZE ^ offset) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> Integer.SIZE) | 1;
    }

    static boolean isMark(final int mark, final long segmentNumber, final int offset) {
        return mark == mark(segmentNumber, offset) || mark == mark1(segmentNumber, offset);
    }

    static boolean isKnown(final long magic) {
        return magic == MAGIC || magic == MAGIC_1;
    }

    /** Whether a header that begins so is of a version that is still to be made. */
    static boolean isNewer(final long magic) {
        return !isKnown(magic) && magic << Short.SIZE >>> Short.SIZE == ANY_MAGIC;
    }

    static int align(final int length) {
        return BitUtil.align(length, ALIGNMENT);
    }

    static String fileName(final long number) {
        return PREFIX + String.format(Locale.ROOT, "%012d", number) + SUFFIX;
    }

    /** The number in a segment's file name, or -1 if it is none. */
    static long numberOf(final String fileName) {
        if (!fileName.startsWith(PREFIX) || !fileName.endsWith(SUFFIX)) {
            return -1;
        }
        try {
            return Long.parseLong(fileName.substring(PREFIX.length(), fileName.length() - SUFFIX.length()));
        } catch (final NumberFormatException foreign) {
            return -1;
        }
    }
}
