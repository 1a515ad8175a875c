package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import leela.engine.ring.RecordedCommand;
import leela.engine.spi.EntryLog;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal keeps beside the entries for the store: ticks, purges, commands, events for queries. */
class JournalStreamTest {

    private static final long T = JournalFixture.NOW_NS;
    private static final String FIRST = "journal-000000000001.seg";

    @TempDir
    private Path folder;

    @Test
    void shouldKeepTheWholeStreamInItsOrder() throws IOException {
        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            fixture.event("a", 1, T);
            fixture.queryEvent("q", 2, T + 1);
            fixture.queryEvent("a", 3, T + 2);
            fixture.event("a", 4, T + 3).flush();
            fixture.journal.handler().onRecorded(command(20, "hello"));
            fixture.tick();
            fixture.journal.handler().onPurged(fixture.series("q"));
            fixture.tick();
            fixture.event("q", 5, T + 4).flush();
        }

        assertThat(stream())
                .containsExactly(
                        "note 0 at 0 ",
                        "0 a 1.0@0",
                        "query q 2.0@1",
                        "query a 3.0@2",
                        "1 a 4.0@3",
                        "note 20 at 2 hello",
                        "tick " + JournalHandler.HOLD_NS,
                        "purge q",
                        "tick " + JournalHandler.HOLD_NS,
                        "2 q 5.0@4");
    }

    /** The store sees the entries only, without a gap in their positions, and learns no name that it does not need. */
    @Test
    void shouldShowTheStoreItsEntriesAlone() {
        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            fixture.queryEvent("q", 2, T);
            fixture.event("a", 1, T);
            fixture.queryEvent("b", 2, T).flush();
            fixture.tick();
            fixture.event("b", 3, T).flush();

            assertThat(fixture.read()).containsExactly("0 a 1.0@" + T, "1 b 3.0@" + T);
            assertThat(fixture.visitor.names()).containsExactlyInAnyOrder("a", "b");
            assertThat(fixture.count(JournalCounter.APPENDED)).isEqualTo(2);
            assertThat(fixture.journal.reader().unread()).isZero();
        }
    }

    /** An idle engine touches no disk: what nobody awaited is written with what comes next. */
    @Test
    void shouldHoldTicksThatNobodyAwaited() throws IOException {
        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            fixture.event("a", 1, T).flush();
            final long before = fixture.count(JournalCounter.BYTES);
            fixture.pipeline.ring().tick(T + 1, 1, false);
            fixture.pipeline.run();
            fixture.pipeline.ring().tick(T + 2, 2, false);
            fixture.pipeline.run();

            assertThat(fixture.count(JournalCounter.BYTES)).isEqualTo(before);
            assertThat(fixture.journal.handler().isTimeAwaited()).isFalse();
            fixture.event("a", 2, T).flush();
        }
        assertThat(stream()).containsExactly("note 0 at 0 ", "0 a 1.0@0", "tick 1", "tick 2", "1 a 2.0@0");
    }

    /** Ticks alone fill segments, and these go as soon as they are read. */
    @Test
    void shouldLetSegmentsOfTicksGo() {
        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            fixture.event("a", 1, T).flush();
            assertThat(fixture.read()).hasSize(1);
            fixture.journal.reader().acknowledge(1);
            for (int i = 0; i < 30_000; i++) {
                fixture.tick();
                if (i % 1000 == 0) {
                    fixture.read();
                    fixture.journal.work();
                }
            }
            fixture.read();
            fixture.journal.work();

            assertThat(fixture.count(JournalCounter.WAITING)).isZero();
            assertThat(fixture.journal.state().refusal()).isEmpty();
            assertThat(folder.resolve(FIRST)).doesNotExist();
            fixture.event("a", 2, T).flush();
            assertThat(fixture.read()).containsExactly("1 a 2.0@" + T);
        }
    }

    @Test
    void shouldBeginEachProcessWithItsSettings() throws IOException {
        for (int process = 0; process < 2; process++) {
            try (JournalFixture fixture = new JournalFixture(folder, 0)) {
                fixture.journal.handler().settings(("process " + process).getBytes(StandardCharsets.UTF_8));
                fixture.event("a", process, T).flush();
            }
        }

        assertThat(stream())
                .containsExactly("note 0 at 0 process 0", "0 a 0.0@0", "note 0 at 1 process 1", "1 a 1.0@0");
    }

    /** Where it is another than before, and where a series is named: in two records, and once more in each segment. */
    @Test
    void shouldTellHowOftenAClientSendsBesideTheNameAndWhereItChanges() throws IOException {
        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            fixture.event("a", 1, T, 100)
                    .event("b", 2, T, 0)
                    .queryEvent("a", 3, T)
                    .flush();
            fixture.event("a", 4, T, 100)
                    .event("a", 5, T, 100)
                    .event("b", 6, T, 0)
                    .flush();
            fixture.event("a", 7, T, 100).event("b", 8, T, 0).flush();
            fixture.event("b", 9, T, 200)
                    .event("b", 10, T, 200)
                    .event("a", 11, T, 0)
                    .flush();
            fixture.event("a", 12, T, 0).event("b", 13, T, 200).flush();
        }

        assertThat(stream())
                .containsExactly(
                        "note 0 at 0 ",
                        "a each 100",
                        "0 a 1.0@0",
                        "1 b 2.0@0",
                        "query a 3.0@0",
                        "a each 100",
                        "2 a 4.0@0",
                        "3 a 5.0@0",
                        "4 b 6.0@0",
                        "5 a 7.0@0",
                        "6 b 8.0@0",
                        "b each 200",
                        "7 b 9.0@0",
                        "8 b 10.0@0",
                        "a each 0",
                        "9 a 11.0@0",
                        "10 a 12.0@0",
                        "11 b 13.0@0");
    }

    /** One that is told costs two bytes or three; events behind it cost what they did. */
    @Test
    void shouldWriteNoByteMoreForEventsOfAClientThatTellsHowOftenItSends() {
        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            final List<Long> bytes = new ArrayList<>();
            for (final int intervalMs : new int[] {0, 10_000}) {
                for (int i = 0; i < 4; i++) {
                    fixture.event("a", 1, T, intervalMs).flush();
                }
                final long before = fixture.count(JournalCounter.BYTES);
                for (int i = 0; i < 1000; i++) {
                    fixture.event("a", 1, T, intervalMs);
                }
                fixture.flush();
                bytes.add(fixture.count(JournalCounter.BYTES) - before);
            }

            assertThat(bytes.get(1)).isEqualTo(bytes.get(0));
        }
    }

    /** The journal was written by the version before this format. */
    @Test
    void shouldReadAJournalOfVersionOneAndGoOnBehindIt() throws IOException {
        unpack("version1.seg.gz", folder.resolve(FIRST));
        unpack("version1.txt.gz", folder.resolve("expected.txt"));
        final List<String> expected = Files.readAllLines(folder.resolve("expected.txt"));

        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            assertThat(fixture.read()).isEqualTo(expected);
            fixture.event("new", 1, T).flush();
            assertThat(fixture.read()).containsExactly(expected.size() + " new 1.0@" + T);
            assertThat(fixture.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
        assertThat(stream()).hasSize(expected.size() + 2).contains("note 0 at " + expected.size() + " ");
    }

    @Test
    void shouldRefuseAJournalOfANewerVersion() throws IOException {
        try (JournalFixture fixture = new JournalFixture(folder, 0)) {
            fixture.event("a", 1, T).flush();
        }
        final Path file = folder.resolve(FIRST);
        final ByteBuffer magic = ByteBuffer.wrap("leelaj03".getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(magic, 0);
            channel.write(magic.rewind(), channel.size() - JournalDescriptor.SEGMENT_HEADER_LENGTH);
        }

        assertThatThrownBy(() -> new JournalFixture(folder, 0))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("was written by a newer version of Leela");
        assertThat(file).exists();
    }

    private List<String> stream() throws IOException {
        final Lines lines = new Lines();
        assertThat(JournalFolder.read(folder, lines).damaged()).isZero();
        return lines.lines;
    }

    private static RecordedCommand command(final int kind, final String text) {
        return new RecordedCommand() {
            @Override
            public int kind() {
                return kind;
            }

            @Override
            public byte[] bytes() {
                return text.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public void run() {
                throw new AssertionError("the journal runs no command");
            }
        };
    }

    private static void unpack(final String resource, final Path target) throws IOException {
        try (InputStream packed = JournalStreamTest.class.getResourceAsStream(resource);
                InputStream bytes = new GZIPInputStream(packed)) {
            Files.copy(bytes, target);
        }
    }

    /** Times are told by what they are behind {@link #T}. */
    private static final class Lines implements EntryLog.StreamVisitor {

        private final List<String> lines = new ArrayList<>();
        private final Map<Integer, String> names = new HashMap<>();

        @Override
        public void onNumbersReset() {
            names.clear();
        }

        @Override
        public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
            names.put(number, text(buffer, offset, length));
        }

        @Override
        public boolean onEvent(
                final long position, final int number, final long valueBits, final long timeNs, final long arrivalNs) {
            return lines.add(position + event(number, valueBits, timeNs));
        }

        @Override
        public boolean onDocument(
                final long position,
                final int number,
                final DirectBuffer buffer,
                final int offset,
                final int length,
                final boolean isOneOfSeveral,
                final long timeNs,
                final long arrivalNs) {
            return lines.add(position + " " + names.get(number) + " " + text(buffer, offset, length));
        }

        @Override
        public void onInterval(final int number, final int intervalMs) {
            lines.add(names.get(number) + " each " + intervalMs);
        }

        @Override
        public boolean onQueryEvent(final int number, final long valueBits, final long timeNs, final long arrivalNs) {
            return lines.add("query" + event(number, valueBits, timeNs));
        }

        @Override
        public void onTick(final long timeNs) {
            lines.add("tick " + (timeNs - T));
        }

        @Override
        public boolean onPurged(final int number) {
            return lines.add("purge " + names.get(number));
        }

        @Override
        public void onNote(
                final long position, final int kind, final DirectBuffer buffer, final int offset, final int length) {
            lines.add("note " + kind + " at " + position + " " + text(buffer, offset, length));
        }

        private String event(final int number, final long valueBits, final long timeNs) {
            return " " + names.get(number) + " " + Double.longBitsToDouble(valueBits) + "@" + (timeNs - T);
        }

        private static String text(final DirectBuffer buffer, final int offset, final int length) {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
