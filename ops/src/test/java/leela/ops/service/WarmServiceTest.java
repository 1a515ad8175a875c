package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.SystemClock;
import leela.io.input.text.TextCounter;
import leela.io.output.proc.ProcClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query that begins when its series has sent already. */
@Tag("once")
class WarmServiceTest {

    @TempDir
    private Path folder;

    @Test
    void shouldBeginWithWhatCameBeforeUnlessItIsToBeCold() throws Exception {
        final long nowS = new SystemClock().timeNs() / 1_000_000_000;
        try (RunningService running = RunningService.in(folder, "")) {
            running.sendDatabus("event 1|a 1 %d;event 1|b 8 %d;".formatted(nowS - 9, nowS - 9));
            RunningService.await("what comes before", () -> running.read(TextCounter.RECEIVED_DATABUS) == 2);
            final Path proc = Path.of(running.service().address("dmproc-proc"));
            try (ProcClient warm = ProcClient.start(proc, Program.parseSelect("SELECT over 1h (sum) FROM ^a$;"));
                    ProcClient cold =
                            ProcClient.start(proc, Program.parseSelect("cold SELECT over 1h (sum) FROM ^a$;"));
                    ProcClient group = ProcClient.start(
                            proc, Program.parseSelect("SELECT over 1h (sum) FROM ^([ab]) BY $1 AS \"{1}.all\";"))) {
                running.sendDatabus("event 1|a 2 %d;".formatted(nowS));
                assertThat(warm.next().value()).isEqualTo(3);
                assertThat(cold.next().value()).isEqualTo(2);
                assertThat(group.next().value()).isEqualTo(3);
            }
            assertThat(running.read(EngineCounter.QUERY_FILLED)).isEqualTo(3);
        }
    }
}
