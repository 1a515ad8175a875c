package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code ops/leela} does with the state of the build, in a tree of its own whose JDK and Maven only say what they
 * are asked.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("once")
class LauncherBuildTest {

    private static final Path OPS = Launcher.launcher().getParent();

    @TempDir
    private Path root;

    @BeforeEach
    void plant() throws IOException {
        for (final String file :
                List.of("leela", "build", "jvm.flags", "lib/java.sh", "lib/build.sh", "lib/help.txt")) {
            final Path copy = root.resolve("ops").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(OPS.resolve(file), copy);
        }
        Files.copy(OPS.resolveSibling("pom.xml"), root.resolve("pom.xml"));
        for (final String module :
                List.of(".mvn", "engine/src/main", "io/src/main", "adapters/src/main", "ops/src/main")) {
            Files.createDirectories(root.resolve(module));
        }
        program("jdk/bin/java", "echo \"java: ${@: -1}\"");
        program("jdk/bin/javac", "true");
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        program(
                "bin/mvn",
                "echo '[INFO] Building Leela engine 0.1.0-SNAPSHOT        [2/5]'; echo Downloaded from central");
    }

    @ParameterizedTest
    @CsvSource({"help", "--help", "-h"})
    void shouldTellHowItIsUsedWhenNothingIsBuilt(final String word) throws Exception {
        assertThat(leela(word))
                .isEqualTo(new Invocation(0, Invocation.of("help").out(), ""));
    }

    @Test
    void shouldTellItsVersionWhenNothingIsBuilt() throws Exception {
        assertThat(leela("--version").out()).matches("leela \\d+\\.\\d+\\.\\d+ \\(not built\\)\\n");
    }

    @Test
    void shouldSayWhatBuildsWhenNothingIsBuilt() throws Exception {
        assertThat(leela("keys"))
                .isEqualTo(new Invocation(
                        1,
                        "",
                        "leela: nothing is built yet; ops/build builds (a minute or so), and so does ops/leela run\n"));
    }

    @Test
    void shouldGoOnWithAStaleBuildAndSaySo() throws Exception {
        build(Instant.now().minusSeconds(60));

        assertThat(leela("keys"))
                .isEqualTo(new Invocation(
                        0,
                        "java: keys\n",
                        "leela: the sources are newer than what is built, which is used; ops/build builds anew\n"));
    }

    @Test
    void shouldSayNothingWhenTheBuildIsFresh() throws Exception {
        build(Instant.now().plusSeconds(60));

        assertThat(leela("keys")).isEqualTo(new Invocation(0, "java: keys\n", ""));
        assertThat(leela("run")).isEqualTo(new Invocation(0, "java: run\n", ""));
    }

    @Test
    void shouldShowHowTheBuildGoesOnWhenRunBuilds() throws Exception {
        assertThat(leela("run"))
                .isEqualTo(new Invocation(
                        0,
                        "java: run\n",
                        "leela: building, a minute or so the first time ...\nleela:   Leela engine, 2 of 5\n"));
        assertThat(leela("run").err()).as("the second time").isEmpty();
    }

    @Test
    void shouldSayWhyTheBuildFailed() throws Exception {
        program("bin/mvn", "echo '[INFO] chatter'; echo '[ERROR] Slot.java:[7,1] no such thing'; exit 1");

        assertThat(leela("run")).satisfies(run -> {
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .contains("[ERROR] Slot.java", "leela: the build failed")
                    .doesNotContain("chatter");
        });
    }

    private void build(final Instant at) throws IOException {
        final Path stamp = root.resolve("ops/target/leela.built");
        Files.createDirectories(stamp.getParent());
        Files.setLastModifiedTime(Files.createFile(stamp), FileTime.from(at));
    }

    private void program(final String name, final String body) throws IOException {
        final Path program = root.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/usr/bin/env bash\n" + body + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private Invocation leela(final String... words) throws Exception {
        final List<String> command =
                new ArrayList<>(List.of(root.resolve("ops/leela").toString()));
        command.addAll(List.of(words));
        final Path err = root.resolve("err");
        final ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().remove("LEELA_CLASSPATH");
        final Process process = builder.start();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Invocation(process.waitFor(), out, Files.readString(err));
    }
}
