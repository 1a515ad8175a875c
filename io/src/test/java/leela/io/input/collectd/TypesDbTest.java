package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static leela.io.input.collectd.CollectdRig.NOW_NS;
import static leela.io.input.collectd.CollectdRig.write;
import static leela.io.input.collectd.PacketBuilder.COUNTER;
import static leela.io.input.collectd.PacketBuilder.GAUGE;
import static leela.io.input.collectd.PacketBuilder.listOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.collectd.wire.CollectdDescriptor;
import leela.io.input.collectd.wire.NameMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypesDbTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final byte[] TWO_VALUES =
            listOf("h", "pair").values(new int[] {GAUGE, COUNTER}, 0, 1).build();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "t value:GAUGE:U:U; value:GAUGE",
                "t\tvalue:COUNTER:0:4294967295; value:COUNTER",
                "  t   value:derive:-1.5:1e9  ; value:DERIVE",
                "t a:ABSOLUTE:u:U, b:Gauge:0:1,\tc:COUNTER:0:U; a:ABSOLUTE b:GAUGE c:COUNTER",
                "t a:GAUGE:U:U b:GAUGE:U:U; a:GAUGE b:GAUGE"
            })
    void shouldReadATypeALine(final String line, final String expected) throws IOException {
        final DataSet type = find(
                TypesDbParser.read(
                        List.of(write(directory.resolve("types.db"), "# x\n\n" + line + "\n")), unused -> {}),
                "t");
        final List<String> sources = new ArrayList<>();
        for (int i = 0; i < type.count(); i++) {
            sources.add(new String(type.name(i), ISO_8859_1) + ":" + type.kind(i));
        }
        assertThat(String.join(" ", sources)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "t; type t has no values (expected: name:kind:minimum:maximum)",
                "t value; value (expected: name:kind:minimum:maximum)",
                "t value:GAUGE:0; value:GAUGE:0 (expected: name:kind:minimum:maximum)",
                "t value:GAUGE:0:1:2; value:GAUGE:0:1:2 (expected: name:kind:minimum:maximum)",
                "t a:GAUGE:0:1,b:GAUGE:0:1; a:GAUGE:0:1,b:GAUGE:0:1 (expected: name:kind:minimum:maximum)",
                "t :GAUGE:0:1; :GAUGE:0:1 (expected: name:kind:minimum:maximum)",
                "t value:LEVEL:0:1; kind LEVEL (expected: COUNTER, GAUGE, DERIVE or ABSOLUTE)",
                "t value:GAUGE:low:1; bound low (expected: a number or U)",
                "t value:GAUGE:0:; bound  (expected: a number or U)"
            })
    void shouldSayFileAndLineOfWhatIsWrong(final String line, final String what) {
        final Path file = write(directory.resolve("types.db"), "# first\nok value:GAUGE:U:U\n" + line + "\n");
        final List<String> warnings = new ArrayList<>();
        final CollectdSettings settings = new CollectdSettings(config(file), Counters.inMemory(), warnings::add);

        assertThat(warnings).containsExactly(file + ":3: " + what);
        assertThat(settings.types(0).size()).as("types of the other lines").isEqualTo(1);
    }

    @Test
    void shouldTellOfAFewLinesWhenManyCannotBeRead() throws IOException {
        final Path file = write(directory.resolve("types.db"), "broken\n".repeat(1000) + "ok value:GAUGE:U:U\n");
        final List<String> warnings = new ArrayList<>();

        assertThat(TypesDbParser.read(List.of(file), warnings::add).size()).isEqualTo(1);
        assertThat(warnings).hasSize(21).last().isEqualTo("980 more lines of types_db cannot be read");
    }

    @Test
    void shouldReadTheTypesOfACollectdOnThisMachine() throws IOException {
        final List<Path> stock = CollectdConfig.stockTypesDb();
        assertThat(TypesDbParser.read(stock, unused -> {}).size()).isGreaterThanOrEqualTo(stock.isEmpty() ? 0 : 200);
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        final Path file = directory.resolve("missing.db");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CollectdSettings(config(file), Counters.inMemory()))
                .withMessage("collectd.types_db: " + file + ": no such file");
    }

    @ParameterizedTest
    @ValueSource(ints = {127, 128})
    void shouldTakeTypesAsLongAsPacketsMayNameThem(final int length) throws IOException {
        final String type = "t".repeat(length);
        final Path file = write(directory.resolve("types.db"), type + " value:GAUGE:U:U");
        if (length <= CollectdDescriptor.MAX_NAME_LENGTH) {
            assertThat(find(TypesDbParser.read(List.of(file), unused -> {}), type)
                            .count())
                    .isEqualTo(1);
        } else {
            final List<String> warnings = new ArrayList<>();
            assertThat(TypesDbParser.read(List.of(file), warnings::add).size()).isZero();
            assertThat(warnings).containsExactly(file + ":1: type of 128 characters (expected: <= 127)");
        }
    }

    @Test
    void shouldLetTheLaterFileWin() throws IOException {
        final Path first = write(directory.resolve("1.db"), "t a:GAUGE:U:U\nonly value:GAUGE:U:U\n");
        final Path second = write(directory.resolve("2.db"), "t x:GAUGE:U:U y:GAUGE:U:U\n");
        final TypesDb types = TypesDbParser.read(List.of(first, second), unused -> {});
        assertThat(find(types, "t").count()).isEqualTo(2);
        assertThat(find(types, "only").count()).isEqualTo(1);
        assertThat(find(types, "other")).isNull();
        assertThat(types.size()).isEqualTo(2);
    }

    @Test
    void shouldReadAFileAgainWhenItChanges() throws IOException {
        final Path file = write(directory.resolve("types.db"), "pair x:GAUGE:U:U y:COUNTER:U:U\n");
        final CollectdRig rig = new CollectdRig(config(file));
        assertThat(rig.decode(TWO_VALUES, NOW_NS)).extracting(Entry::key).containsExactly("h.p.pair.x", "h.p.pair.y");
        write(file, "pair in:GAUGE:U:U out:COUNTER:U:U\n");
        assertThat(rig.decode(TWO_VALUES, NOW_NS + SECOND_NS - 1))
                .extracting(Entry::key)
                .containsExactly("h.p.pair.x", "h.p.pair.y");
        assertThat(rig.decode(TWO_VALUES, NOW_NS + SECOND_NS))
                .extracting(Entry::key)
                .containsExactly("h.p.pair.in", "h.p.pair.out");
        write(file, "pair in:GAUGE:U:U broken\nother x:GAUGE:U:U\n");
        assertThat(rig.decode(TWO_VALUES, NOW_NS + 2 * SECOND_NS))
                .as("the line that cannot be read costs itself")
                .extracting(Entry::key)
                .containsExactly("h.p.pair.0", "h.p.pair.1");
        Files.delete(file);
        assertThat(rig.decode(TWO_VALUES, NOW_NS + 3 * SECOND_NS)).hasSize(2);
        assertThat(rig.decode(TWO_VALUES, NOW_NS + 4 * SECOND_NS)).hasSize(2);
        assertThat(rig.count(CollectdCounter.FILE_REFUSED)).isEqualTo(1);
        write(file, "# no type\n");
        assertThat(rig.decode(TWO_VALUES, NOW_NS + 5 * SECOND_NS)).hasSize(2);
        assertThat(rig.count(CollectdCounter.FILE_REFUSED)).isEqualTo(2);
        write(file, "pair only:GAUGE:U:U\n");
        assertThat(rig.decode(TWO_VALUES, NOW_NS + 6 * SECOND_NS)).isEmpty();
        assertThat(rig.count(CollectdCounter.REJECTED_VALUE_COUNT)).isEqualTo(2);
        assertThat(rig.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.key()).isEqualTo("h.p.pair");
            assertThat(refusal.reason()).endsWith("2 of type pair (expected: 1)");
        });
    }

    @Test
    void shouldLookAtTheFileAgainWhenTheClockWasSetBack() {
        final Path file = write(directory.resolve("types.db"), "pair x:GAUGE:U:U y:COUNTER:U:U\n");
        final CollectdRig rig = new CollectdRig(config(file));
        assertThat(rig.decode(TWO_VALUES, NOW_NS)).hasSize(2);
        write(file, "pair only:GAUGE:U:U\n");
        assertThat(rig.decode(TWO_VALUES, NOW_NS - 3_600 * SECOND_NS)).isEmpty();
    }

    @Test
    void shouldFindEveryNameAndNoOther() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            final byte[] name = new byte[random.nextInt(6)];
            random.nextBytes(name);
            names.put(new String(name, ISO_8859_1), i);
        }
        final NameMap<Integer> map = new NameMap<>(names);
        assertThat(map.size()).isEqualTo(names.size());
        for (int i = 0; i < 3000; i++) {
            final byte[] name = new byte[random.nextInt(6)];
            random.nextBytes(name);
            assertThat(map.find(new UnsafeBuffer(name), 0, name.length))
                    .as("seed %d", seed)
                    .isEqualTo(names.get(new String(name, ISO_8859_1)));
        }
        names.forEach((name, value) -> {
            final byte[] bytes = name.getBytes(ISO_8859_1);
            assertThat(map.find(new UnsafeBuffer(bytes), 0, bytes.length))
                    .as("seed %d", seed)
                    .isEqualTo(value);
        });
    }

    private static CollectdConfig config(final Path types) {
        final CollectdConfig defaults = CollectdConfig.defaults();
        return new CollectdConfig(
                SecurityLevel.NONE, Optional.empty(), List.of(types), defaults.keyTemplate(), ".", ".", Duration.ZERO);
    }

    private static DataSet find(final TypesDb types, final String type) {
        final byte[] name = type.getBytes(ISO_8859_1);
        return types.find(new UnsafeBuffer(name), 0, name.length);
    }
}
