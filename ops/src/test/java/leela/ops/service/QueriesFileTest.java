package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.runtime.SystemClock;
import leela.io.output.proc.ProcClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class QueriesFileTest {

    @TempDir
    private Path folder;

    private final Counters counters = Counters.inMemory();
    private final List<Throwable> faults = new ArrayList<>();
    private final QueryRegistry registry = new QueryRegistry(
            new StandingQueries(QueryLimits.DEFAULT, new SystemClock(), counters, faults::add),
            QueriesFileTest::run,
            new Re2Patterns(),
            QueryLimits.DEFAULT,
            counters);

    @Test
    void shouldWriteTheFileAnewOnlyWhereAQueryChanged() throws Exception {
        final QueriesFile file = new QueriesFile(folder, registry);
        start("proc match 1|a id;");
        file.update();
        final Object written = fileKey();
        file.update();
        assertThat(fileKey()).as("nothing changed").isEqualTo(written);

        start("proc match 1|b id;");
        file.update();
        assertThat(fileKey()).isNotEqualTo(written);
        assertThat(programs()).containsExactly("proc match 1|a id;", "proc match 1|b id;");
    }

    @Test
    void shouldTellOfAQueryInThePlaceOfAnother() throws Exception {
        final QueriesFile file = new QueriesFile(folder, registry);
        final StandingQuery before = start("proc match 1|a id;");
        file.update();
        before.close();
        start("proc match 1|b id;");
        file.update();

        assertThat(programs()).containsExactly("proc match 1|b id;");
    }

    @Test
    void shouldWriteAFileAgainThatSomebodyRemoved() throws Exception {
        final QueriesFile file = new QueriesFile(folder, registry);
        start("proc match 1|a id;");
        file.update();
        Files.delete(QueriesFile.in(folder));
        file.update();

        assertThat(programs()).containsExactly("proc match 1|a id;");
    }

    @Test
    void shouldTellTheFiguresAsTheyGrow() throws Exception {
        final Program program = Program.parseSelect("SELECT id FROM ^web;");
        try (RunningService running = RunningService.in(folder, "");
                ProcClient query = ProcClient.start(Path.of(running.service().address("dmproc-proc")), program)) {
            final Path file = QueriesFile.in(folder.resolve("data"));
            for (int events = 1; events <= 2; events++) {
                running.sendUdp("gauge 3|web " + events + " " + events + ".0;");
                assertThat(query.next().value()).isEqualTo(events);
                final int soFar = events;
                RunningService.await(
                        "the figures",
                        () -> Files.exists(file)
                                && QueriesFile.read(file).stream()
                                        .anyMatch(entry -> entry.eventsIn() == soFar && entry.eventsOut() == soFar));
            }
        }
    }

    private StandingQuery start(final String program) throws Exception {
        return registry.start(
                Program.parse(program.getBytes(StandardCharsets.US_ASCII)), "somebody", (series, value, timeNs) -> {});
    }

    private List<String> programs() {
        return QueriesFile.read(QueriesFile.in(folder)).stream()
                .map(entry -> new String(entry.program().toBytes(), StandardCharsets.US_ASCII))
                .toList();
    }

    /** Another one for each file that took the place of the one before. */
    private Object fileKey() throws IOException {
        return Files.getAttribute(QueriesFile.in(folder), "unix:ino");
    }

    private static boolean run(final Runnable body) {
        body.run();
        return true;
    }
}
