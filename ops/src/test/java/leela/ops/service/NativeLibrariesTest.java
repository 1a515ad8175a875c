package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import leela.ops.cli.Launcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.newsclub.net.unix.AFSocket;

/** Where the native libraries are unpacked: in data_dir, and nowhere else. */
@Execution(ExecutionMode.CONCURRENT)
class NativeLibrariesTest {

    @TempDir
    private Path folder;

    @Test
    void shouldLeaveNothingInTheTemporaryFolderWhenKilled() throws IOException {
        final Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (EngineProcess engine = start(temporary)) {
            engine.kill();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void shouldUnpackOnceWhatOthersUseToo() throws IOException {
        final Path temporary = Files.createDirectory(folder.resolve("tmp"));
        start(temporary).close();
        final List<Path> unpacked = unpacked();
        final FileTime time = Files.getLastModifiedTime(unpacked.get(0));
        start(temporary).close();

        assertThat(unpacked)
                .satisfiesExactly(
                        file -> assertThat(file.toString()).contains("libjffi"),
                        file -> assertThat(file.toString()).contains("libjunixsocket"),
                        file -> assertThat(file.toString()).contains("librocksdbjni"));
        assertThat(unpacked()).isEqualTo(unpacked);
        assertThat(Files.getLastModifiedTime(unpacked.get(0))).isEqualTo(time);
    }

    /** As where it is mounted noexec: nothing can be loaded from there, here since it is no folder. */
    @Test
    void shouldRunWhereTheTemporaryFolderCannotBeUsed() throws Exception {
        final Path unusable = Files.createFile(folder.resolve("tmp"));
        try (EngineProcess engine = start(unusable)) {
            assertThat(engine).isNotNull();
            final Path libraries = folder.resolve("leela-data/native");
            final ProcessBuilder send = Launcher.leela(folder, "send", "-c", "leela.toml");
            send.environment().put("LEELA_JAVA_OPTS", temporary(unusable));
            send.redirectInput(Files.writeString(folder.resolve("metric"), "gauge 1|a 1 1365500000;\n")
                    .toFile());

            final FileTime before = Files.getLastModifiedTime(libraries);
            assertThat(send.redirectErrorStream(true).start().waitFor()).isZero();
            assertThat(Files.getLastModifiedTime(libraries))
                    .as("what a disk without room would refuse")
                    .isEqualTo(before);
        }
        assertThat(unusable).isEmptyFile();
    }

    @Test
    void shouldSayInOneSentenceThatThereIsNoRoomForALibrary() throws Exception {
        Files.createFile(
                Files.createDirectories(folder.resolve("leela-data/run")).resolve("timeline-databus"));
        final ProcessBuilder send = Launcher.leela(folder, "send");
        // a folder in which nobody can make a file, root neither
        send.environment().put("LEELA_JAVA_OPTS", temporary(Path.of("/proc")));
        send.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        final Process failing = send.redirectErrorStream(true).start();

        assertThat(new String(failing.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("leela: the native libraries of unix sockets cannot be had: ")
                .hasLineCount(1);
        assertThat(failing.waitFor()).isEqualTo(1);
    }

    /** As of a user who may use the engine's sockets and not look into its data folder: nothing is left for others. */
    @Test
    void shouldFetchTheLibrariesOfACommandIntoAFolderOfItsOwn() throws Exception {
        final Path temporary = Files.createDirectory(folder.resolve("tmp"));
        // what stands there under the library's name is another's
        Files.writeString(temporary.resolve("libjunixsocket-native-" + AFSocket.getVersion() + ".so"), "not mine");
        final Path data = folder.resolve("leela-data");
        Files.createFile(Files.createDirectories(data.resolve("run")).resolve("timeline-databus"));
        final ProcessBuilder send = Launcher.leela(folder, "send");
        send.environment().put("LEELA_JAVA_OPTS", temporary(temporary));
        send.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        final Process failing = send.redirectErrorStream(true).start();

        assertThat(new String(failing.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("leela: no engine is running on ")
                .hasLineCount(1);
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void shouldMakeNoFolderWhereTheEngineWasCalled() throws IOException {
        start(Files.createDirectory(folder.resolve("temporary"))).close();

        assertThat(folder.resolve("tmp")).doesNotExist();
    }

    private EngineProcess start(final Path temporary) throws IOException {
        return new EngineProcess(folder, "engine.cpus = [0]\n", temporary(temporary));
    }

    private static String temporary(final Path path) {
        return "-Djava.io.tmpdir=" + path;
    }

    private List<Path> unpacked() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("leela-data/native"))) {
            return files.sorted().toList();
        }
    }
}
