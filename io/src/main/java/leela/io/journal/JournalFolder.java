package leela.io.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.spi.EntryLog;

/**
 * What a journal's folder holds, read from its oldest segment on, beside or without the engine that writes it; nothing
 * is changed there.
 * Thread: the caller's.
 * Memory: one record, one mapped segment, and {@link RetoldNames}.
 * Errors: {@link IOException} where the disk refuses; damage is passed and counted.
 */
public final class JournalFolder {

    /**
     * What was found.
     *
     * @param segments how many files were read
     * @param damaged  stretches that could not be read
     * @param nameless entries of the stream alone whose series is not known, since its name was damaged
     */
    public record Contents(int segments, int damaged, long nameless) {}

    private JournalFolder() {}

    /** Shows all that is there. */
    public static Contents read(final Path folder, final EntryLog.StreamVisitor visitor) throws IOException {
        final long[] nameless = new long[1];
        final RecordDecoder decoder = new RecordDecoder(position -> nameless[0]++);
        final SegmentCursor cursor = new SegmentCursor(decoder);
        final RetoldNames names = new RetoldNames();
        int segments = 0;
        int damaged = 0;
        long numbering = 0;
        for (final long number : numbers(folder)) {
            final Path path = folder.resolve(JournalDescriptor.fileName(number));
            try (Segment segment = Segment.open(path, number)) {
                final long before = numbering;
                numbering = segment.header().map(SegmentHeader::numbering).orElse(0L);
                if (numbering == 0 || numbering != before) {
                    visitor.onNumbersReset();
                }
                names.begin(new SegmentCatalog.Entry(number, path, segment.length(), 0), segment);
                cursor.begin(segment);
                while (cursor.advance(segment.length()) == SegmentCursor.Step.RECORD) {
                    decoder.show(names.of(cursor.recordOffset(), visitor), 0);
                }
                damaged += cursor.damaged();
                segments++;
            }
        }
        return new Contents(segments, damaged, nameless[0] + decoder.namelessOfStream());
    }

    private static List<Long> numbers(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file ->
                            JournalDescriptor.numberOf(file.getFileName().toString()))
                    .filter(number -> number >= 0)
                    .sorted()
                    .toList();
        }
    }
}
