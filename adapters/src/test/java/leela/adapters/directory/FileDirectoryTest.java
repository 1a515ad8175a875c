package leela.adapters.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.spi.Directory;
import leela.engine.spi.Directory.Entry;
import leela.engine.spi.DirectoryContract;
import leela.engine.spi.DirectoryException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDirectoryTest extends DirectoryContract {

    private static final int KILLED_AFTER = 40;

    @TempDir
    private Path folder;

    private final Counters counters = Counters.inMemory();

    @Override
    protected Directory open() {
        return new FileDirectory(folder, counters);
    }

    @Test
    void shouldKeepButNotShowEntriesThatMakeNoSense() throws IOException, DirectoryException {
        Files.writeString(folder.resolve("directory.json"), "{\"odd\": [1, 2]}");
        final Entry entry = new Entry("id", "x", "alice@localhost");

        open().put("good", entry);

        assertThat(open().entries()).isEqualTo(Map.of("good", entry));
        assertThat(counters.read(DirectoryCounter.UNREADABLE)).isOne();
        assertThat(folder.resolve("directory.json")).content().contains("\"odd\" : [ 1, 2 ]");
    }

    @Test
    void shouldNotReadAFileThatIsLargerThanAllItsQueriesCanBe() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("directory.json").toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }

        assertThatThrownBy(() -> open().entries())
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("(expected: at most 67108864)");
    }

    @Test
    void shouldRefuseADamagedFileAndLeaveItAsItIs() throws IOException {
        for (final String damaged : new String[] {"{\"odd\": ", "", "[]", "{} {}"}) {
            final Path file = Files.writeString(folder.resolve("directory.json"), damaged);

            assertThatThrownBy(() -> open().entries())
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageMatching(file + " is damaged: [^.{]+[.] A copy is directory.json.damaged-[0-9a-f]{8}[.] "
                            + "Mend or remove the file[.]");
            assertThatThrownBy(() -> open().put("key", new Entry("id", "x", "a")))
                    .isInstanceOf(DirectoryException.class);
            assertThat(file).hasContent(damaged);
        }
        assertThat(folder).isDirectoryContaining("glob:**.damaged-*");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().contains("damaged")))
                    .hasSize(4);
        }
    }

    @Test
    void shouldKnowThatItsFileIsLost() throws IOException, DirectoryException {
        open().put("key", new Entry("id", "x", "a"));
        Files.delete(folder.resolve("directory.json"));

        assertThat(open().absence("key")).isEqualTo(Directory.Absence.LOST);
    }

    /**
     * A process of its own puts entries and tells of each; after the kill, all it told of are there, and at most one
     * more.
     */
    @Test
    void shouldLoseNothingWhenTheProcessIsKilled() throws Exception {
        final Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        DirectoryWriter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int told = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.US_ASCII)) {
            while (told < KILLED_AFTER && lines.readLine() != null) {
                told++;
            }
            writer.toHandle().destroyForcibly(); // leaves the stream open for what was still told
            while (lines.readLine() != null) {
                told++;
            }
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isGreaterThanOrEqualTo(KILLED_AFTER);

        final Map<String, Entry> found = open().entries();

        assertThat(found).hasSizeBetween(told, told + 1);
        for (int i = 0; i < told; i++) {
            assertThat(found).containsEntry("key" + i, DirectoryWriter.entry(i));
        }
    }

    /** Not the property of this name: under some test runners it names the runner alone. */
    private static String classPath() {
        return Stream.of(
                        DirectoryWriter.class,
                        FileDirectory.class,
                        Directory.class,
                        UnsafeBuffer.class,
                        ObjectMapper.class,
                        JsonFactory.class,
                        JsonAutoDetect.class)
                .map(one ->
                        one.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
