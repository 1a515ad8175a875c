package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.io.output.proc.ProcClient;
import leela.io.output.proc.ProcCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine, in a process of its own with a small heap, before more proc clients than that carries. */
@Timeout(120)
class SmallHeapTest {

    private static final int CLIENTS = 600;

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnWithTheClientsItHasMemoryFor() throws Exception {
        final List<ProcClient> clients = new ArrayList<>();
        try (EngineProcess engine = new EngineProcess(folder, "", "-Xmx64m")) {
            final Counters counters = CountersFile.open(CountersFile.in(folder.resolve("leela-data")));
            for (int i = 0; i < CLIENTS; i++) {
                follow(clients);
            }
            assertThat(clients).hasSizeBetween(300, CLIENTS - 1);
            assertThat(counters.read(ProcCounter.CLIENTS_UNAFFORDABLE)).isEqualTo(CLIENTS - clients.size());

            engine.sendUdp("gauge 4|seen 1.5 1365500000.0;");
            for (final ProcClient client : clients) {
                assertThat(client.next().value()).isEqualTo(1.5);
            }
            RunningService.await("the batcher", () -> counters.read(EngineCounter.HISTORY_READ) > 0);
            for (final ProcClient client : clients) {
                client.close();
            }
            RunningService.await("their memory", () -> counters.read(ProcCounter.MEMORY) == 0);
            assertThat(Files.readString(folder.resolve("leela.log"))).doesNotContain("OutOfMemoryError");
        }
    }

    private void follow(final List<ProcClient> clients) throws Exception {
        try {
            clients.add(ProcClient.start(folder.resolve("leela-data/run/dmproc-proc"), Program.parse("id", "^seen$")));
        } catch (final IOException refused) {
            assertThat(refused).hasMessageStartingWith("the engine refused the query");
        }
    }
}
