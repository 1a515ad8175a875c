package leela.io.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes files of journals for tests that damage them. */
final class DamagedSegments {

    static final int RECORDS = 4;
    static final int IN_RECORD = 3;
    static final int ENTRIES = RECORDS * IN_RECORD;

    private static final long T = JournalFixture.NOW_NS;

    private final Path directory;

    DamagedSegments(final Path directory) {
        this.directory = directory;
    }

    /** A segment of some records that all mention the same series. */
    Path written() {
        final Path home = directory.resolve("original");
        try (JournalFixture fixture = new JournalFixture(home, 0)) {
            for (int record = 0; record < RECORDS; record++) {
                fixture.event("first", record + 0.1, T + record)
                        .event("second", record, T)
                        .document("third", "{\"n\":" + record + "}", T)
                        .flush();
            }
        }
        return home.resolve(JournalDescriptor.fileName(1));
    }

    /** A folder with a copy of it alone, that holds these bytes. */
    Path copyOf(final Path original, final byte[] bytes) throws IOException {
        final Path home = directory.resolve("copy");
        Files.createDirectories(home);
        try (var files = Files.list(home)) {
            for (final Path old : files.toList()) {
                Files.delete(old);
            }
        }
        Files.write(home.resolve(original.getFileName()), bytes);
        return home;
    }

    /** Three segments with documents, the last one not full. */
    List<Path> severalSegments() throws IOException {
        final Path home = directory.resolve("several");
        final String json = "x".repeat(3000);
        try (JournalFixture fixture = new JournalFixture(home, 0)) {
            for (int i = 0; fixture.count(JournalCounter.BYTES) < 5 * JournalDescriptor.SEGMENT_UNIT / 2; i++) {
                fixture.document("doc" + i % 3, json, T + i).flush();
                fixture.journal.work();
            }
        }
        try (var files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        }
    }

    /** By the records in it, which all hold one entry. */
    static long entriesIn(final Path path) throws IOException {
        try (Segment segment =
                Segment.open(path, JournalDescriptor.numberOf(path.getFileName().toString()))) {
            final SegmentCursor cursor = new SegmentCursor(new RecordDecoder(at -> {}));
            cursor.begin(segment);
            long records = 0;
            while (cursor.advance(segment.length()) == SegmentCursor.Step.RECORD) {
                records++;
            }
            return records;
        }
    }

    /** The last one that is not zero, before the second header. */
    static int lastByte(final byte[] bytes) {
        int last = bytes.length - 1 - JournalDescriptor.SEGMENT_HEADER_LENGTH;
        while (bytes[last] == 0) {
            last--;
        }
        return last;
    }
}
