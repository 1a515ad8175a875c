package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.history.StorageConfig;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.ManualClock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.EntryLog;
import leela.io.input.text.TextProtocol;
import leela.io.journal.Journal;
import leela.io.journal.JournalCounter;
import org.agrona.DirectBuffer;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever happens to a journal's files, it starts, loses the records that were hit, counts them, and says little. */
@Tag("once")
final class DamagedJournalsTest {

    private static final Logger LOG = LoggerFactory.getLogger(DamagedJournalsTest.class);
    private static final long T = 1_795_383_559_000_000_000L;
    private static final int HEADER = 64;
    private static final int SERIES = 150;
    private static final int MOST_LINES = 10;
    private static final int KINDS = 8;
    private static final int LONGEST_BLOCK = 96 << 10;
    private static final StorageConfig CONFIG =
            new StorageConfig(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1), 4L << 20, 1000);

    @TempDir
    private Path directory;

    private final Map<Long, String> expected = new HashMap<>();
    private final TreeMap<String, byte[]> originals = new TreeMap<>();

    /** A record: where it lies in its file, and which entries it holds. */
    private record Place(String file, int from, int to, long first, int count) {}

    private final List<Place> places = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        final Path home = directory.resolve("original");
        final Counters counters = Counters.inMemory();
        final SplittableRandom random = new SplittableRandom(11);
        try (Journal journal = open(home, counters)) {
            journal.reader().resume(0);
            journal.start();
            final RecordingPipeline pipeline =
                    RecordingPipeline.of(counters, new SeriesTable(1 << 12, counters), journal.handler());
            final Producer producer = pipeline.producer(TextProtocol.DATABUS.source(), RecordingPipeline.NO_LIMITS);
            while (counters.read(JournalCounter.BYTES) < 900_000) {
                producer.begin(T);
                for (int i = random.nextInt(1, 200); i > 0; i--) {
                    final long at = expected.size();
                    final String key = "web" + random.nextInt(SERIES) + ".cpu";
                    final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
                    producer.event(new UnsafeBuffer(bytes), 0, bytes.length, at / 3.0, T + at);
                    expected.put(at, key + "=" + at / 3.0 + "@" + (T + at));
                }
                producer.end();
                pipeline.run();
                pipeline.tick(T);
            }
        }
        try (Stream<Path> files = Files.list(home)) {
            for (final Path file : files.filter(one -> one.toString().endsWith(".seg"))
                    .sorted()
                    .toList()) {
                originals.put(file.getFileName().toString(), Files.readAllBytes(file));
                places.addAll(placesIn(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        assertThat(originals).hasSizeGreaterThan(3);
        assertThat(places.stream().mapToInt(Place::count).sum()).isEqualTo(expected.size());
    }

    @Test
    void shouldStartWithAnyOfFiftyDamages() throws IOException {
        damageAndStart(50);
    }

    @Test
    @Tag("slow")
    void shouldStartWithAnyOfAThousandDamages() throws IOException {
        damageAndStart(1_000);
    }

    private void damageAndStart(final int journals) throws IOException {
        try (CapturedLog log = new CapturedLog()) {
            int before = linesAfter(log, "begin");
            for (int seed = 0; seed < journals; seed++) {
                final String what = "seed " + seed + ", kind " + seed % KINDS;
                final Path home = directory.resolve("damaged-" + seed);
                Files.createDirectories(home);
                check(home, damage(home, new SplittableRandom(seed), seed % KINDS), what);
                try (Stream<Path> files = Files.list(home)) {
                    for (final Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                final int lines = linesAfter(log, what);
                assertThat(lines - before - 1).as(what).isLessThanOrEqualTo(MOST_LINES);
                before = lines;
            }
        }
    }

    /** How many lines were logged, which takes its time: a line of ours comes behind them. */
    private static int linesAfter(final CapturedLog log, final String mark) {
        LOG.error("event=test_mark of=\"{}\"", mark);
        while (log.lines("\"" + mark + "\"").isEmpty()) {
            Thread.onSpinWait();
        }
        return log.lines("").size();
    }

    private void check(final Path home, final TreeSet<Long> lost, final String what) {
        final Counters counters = Counters.inMemory();
        final Map<Long, String> shown = new HashMap<>();
        try (Journal journal = open(home, counters)) {
            journal.reader().resume(0);
            final Collector collector = new Collector(shown);
            long polls = 0;
            while (journal.reader().poll(collector, 1_000) > 0) {
                polls++;
            }
            assertThat(polls).isPositive();
            assertThat(journal.state().isRecovered()).as(what).isTrue();
            journal.reader().acknowledge(journal.reader().position());
        }
        final Map<Long, String> whole = new HashMap<>(expected);
        lost.forEach(whole::remove);
        assertThat(shown).as(what).isEqualTo(whole);
        // what was cut off at the very end leaves nothing that could be counted
        final long atEnd = lost.isEmpty() ? 0 : lostAtEnd(lost);
        assertThat(counters.read(JournalCounter.DISCARDED_DAMAGE)).as(what).isBetween(lost.size() - atEnd, (long)
                lost.size());
        assertThat(counters.read(JournalCounter.STORED)).as(what).isEqualTo(shown.size());
        assertThat(counters.read(JournalCounter.WAITING)).as(what).isZero();
    }

    private long lostAtEnd(final TreeSet<Long> lost) {
        long last = expected.size() - 1L;
        while (lost.contains(last)) {
            last--;
        }
        return expected.size() - 1 - last;
    }

    /** Puts a damaged copy there; the entries in records that were hit. */
    private TreeSet<Long> damage(final Path home, final SplittableRandom random, final int kind) throws IOException {
        final List<String> names = List.copyOf(originals.keySet());
        final String newest = names.get(names.size() - 1);
        final String name =
                switch (kind) {
                    case 1 -> newest;
                    case 3 -> names.get(random.nextInt(1, names.size() - 1));
                    default -> names.get(random.nextInt(names.size()));
                };
        final byte[] before = originals.get(name);
        byte[] after = before.clone();
        final int used = usedOf(name);
        switch (kind) {
            case 0 -> after[random.nextInt(used)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> after = Arrays.copyOf(before, random.nextInt(HEADER, used));
            case 2 -> {
                final int from = random.nextInt(used);
                Arrays.fill(after, from, Math.min(before.length, from + random.nextInt(LONGEST_BLOCK)), (byte) 0);
            }
            case 3 -> after = new byte[0];
            // as a sector that reads as ones, where a record begins: half of the time the first
            case 5, 6 -> {
                final List<Place> all = places.stream()
                        .filter(place -> place.file().equals(name))
                        .toList();
                final int from = all.get(random.nextBoolean() ? 0 : random.nextInt(all.size()))
                        .from();
                final int to = Math.min(used, from + random.nextInt(4, LONGEST_BLOCK));
                Arrays.fill(after, from, to, (byte) -1);
                if (kind == 6) {
                    noise(after, from, to, random);
                }
            }
            case 7 -> {
                final boolean isHeadHit = random.nextBoolean();
                // without a head a number tells no key of files before, so that each must be named once more behind it
                final int most = isHeadHit
                        ? places.stream()
                                .filter(place -> place.file().equals(name))
                                .mapToInt(Place::to)
                                .min()
                                .orElseThrow()
                        : LONGEST_BLOCK;
                Arrays.fill(after, 0, random.nextInt(HEADER + 4, most), (byte) -1);
                if (isHeadHit) {
                    Arrays.fill(after, after.length - 4096, after.length, (byte) -1);
                }
            }
            default -> {
                noise(after, 0, HEADER, random);
                if (random.nextBoolean()) {
                    noise(after, after.length - HEADER, after.length, random);
                }
            }
        }
        for (final String one : names) {
            if (!one.equals(name) || kind != 3) {
                Files.write(home.resolve(one), one.equals(name) ? after : originals.get(one));
            }
        }
        final byte[] there = Arrays.copyOf(after, before.length);
        final TreeSet<Long> lost = new TreeSet<>();
        for (final Place place : places) {
            if (place.file().equals(name)
                    && !Arrays.equals(there, place.from(), place.to(), before, place.from(), place.to())) {
                for (int i = 0; i < place.count(); i++) {
                    lost.add(place.first() + i);
                }
            }
        }
        return lost;
    }

    private static void noise(final byte[] bytes, final int from, final int to, final SplittableRandom random) {
        final byte[] noise = new byte[to - from];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, from, noise.length);
    }

    private int usedOf(final String name) {
        return places.stream()
                .filter(place -> place.file().equals(name))
                .mapToInt(Place::to)
                .max()
                .orElseThrow();
    }

    /** As the layout says, [storage 4]: length, checksum, mark, entries, first position. */
    private static List<Place> placesIn(final String name, final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final List<Place> found = new ArrayList<>();
        int at = HEADER;
        for (int length = buffer.getInt(at); length > 0; length = buffer.getInt(at)) {
            found.add(new Place(name, at, at + length, buffer.getLong(at + 16), buffer.getInt(at + 12)));
            at += (length + 7) / 8 * 8;
        }
        return found;
    }

    private static Journal open(final Path home, final Counters counters) {
        return Journal.open(home, CONFIG, new ManualClock(T), counters, LangUtil::rethrowUnchecked);
    }

    /** Writes down what is shown, by position. */
    private static final class Collector implements EntryLog.Visitor {
        private final Map<Integer, String> names = new HashMap<>();
        private final Map<Long, String> shown;

        Collector(final Map<Long, String> shown) {
            this.shown = shown;
        }

        @Override
        public void onNumbersReset() {
            names.clear();
        }

        @Override
        public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
            names.put(number, buffer.getStringWithoutLengthUtf8(offset, length));
        }

        @Override
        public boolean onEvent(
                final long position, final int number, final long bits, final long timeNs, final long arrivalNs) {
            final String name = names.get(number);
            return name != null
                    && shown.put(position, name + "=" + Double.longBitsToDouble(bits) + "@" + timeNs) == null;
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
            return false;
        }
    }
}
