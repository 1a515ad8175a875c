package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.io.output.proc.ProcClient;
import leela.io.output.proc.ProcCounter;
import leela.ops.admin.ControlCounter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine, in a process of its own, that may open no further file: clients wait, and nothing ends. */
@Tag("once")
@Timeout(120)
class FewDescriptorsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldServeWhoWaitedOnceThereAreDescriptorsAgain() throws Exception {
        try (EngineProcess engine = new EngineProcess(folder, "")) {
            final Path data = folder.resolve("leela-data");
            final Counters counters = CountersFile.open(CountersFile.in(data));
            final int usual = 4096;
            // only then has each thread opened what it works with
            engine.sendUdp("gauge 5|early 1.5 1365500000.0;");
            RunningService.await("the journal to be read", () -> counters.read(EngineCounter.HISTORY_READ) > 0);
            limit(engine, 3);
            final CompletableFuture<ProcClient> waiting = CompletableFuture.supplyAsync(() -> follow(data));
            RunningService.await("accepting to fail", () -> counters.read(ProcCounter.ACCEPTS_FAILED) > 3);
            assertThat(waiting).isNotDone();
            assertThat(counters.read(ControlCounter.ACCEPTS_FAILED)).isZero();

            limit(engine, usual);
            try (ProcClient client = waiting.get(30, TimeUnit.SECONDS)) {
                engine.sendUdp("gauge 4|late 1.5 1365500000.0;");
                assertThat(client.next().value()).isEqualTo(1.5);
            }
            final String log = Files.readString(folder.resolve("leela.log"));
            assertThat(log.lines().filter(line -> line.contains("event=accept_failed")))
                    .as("one line, and no stack")
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(log).doesNotContain("has ended", "Exception in thread");
        }
    }

    private static ProcClient follow(final Path data) {
        try {
            return ProcClient.start(data.resolve("run/dmproc-proc"), Program.parse("id", "^late$"));
        } catch (final IOException | SyntaxException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** By what the process may have open; prlimit(1) is of util-linux. */
    private static void limit(final EngineProcess engine, final int descriptors) throws Exception {
        final Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(engine.pid()), "--nofile=" + descriptors + ":")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
