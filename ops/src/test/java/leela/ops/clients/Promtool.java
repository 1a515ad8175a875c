package leela.ops.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Prometheus' own judgement of what is made for it. Thread: the test's. */
final class Promtool {

    private static final int MOST_SECONDS = 60;

    private Promtool() {}

    /** What it says of this input; fails where it finds something wrong. */
    static String run(final Path input, final String... words) throws IOException, InterruptedException {
        final List<String> command =
                Stream.concat(Stream.of("promtool"), Stream.of(words)).toList();
        final Path output = Files.createTempFile("promtool", ".out");
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
            final String said = Files.readString(output, UTF_8);
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            Files.delete(output);
        }
    }
}
