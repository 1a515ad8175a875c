package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.SystemClock;
import leela.io.journal.JournalCounter;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine in a process of its own: what queries of time give after it was killed. */
@Tag("once")
@Tag("slow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WarmAfterKillTest {

    private static final int QUERIES = 200;
    /** So many series that a sliding window holds all of their values. */
    private static final int FIRST_OF_GROUP = 100;

    private static final int OF_EACH_PROCESS = 10;
    private static final String SETTINGS = "timeline.clock = \"1s\"\n";
    private static final List<String> WINDOWS = List.of("sum", "count", "maximum", "first", "delta");

    @TempDir
    private Path folder;

    private final long beganS = new SystemClock().timeNs() / 1_000_000_000 - 300;
    private int second;

    /** The first events lie in the store, the next only in the journal of the process that is killed. */
    @Test
    void shouldGiveWhatAQueryGivesThatRanAllAlongAlsoAcrossAKill() throws Exception {
        try (EngineProcess engine = new EngineProcess(folder, SETTINGS)) {
            send(engine, OF_EACH_PROCESS);
            engine.terminate();
        }
        try (EngineProcess engine = new EngineProcess(folder, SETTINGS)) {
            final Counters counters = counters();
            final long journalled = counters.read(JournalCounter.APPENDED);
            send(engine, OF_EACH_PROCESS);
            // what came within the last tenth of a second may be lost
            RunningService.await(
                    "the journal to have all",
                    () -> counters.read(JournalCounter.APPENDED) >= journalled + OF_EACH_PROCESS * QUERIES);
            engine.kill();
        }
        try (EngineProcess engine = new EngineProcess(folder, SETTINGS)) {
            final Path proc = folder.resolve("leela-data/run/dmproc-proc");
            final List<ProcClient> clients = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                clients.add(ProcClient.start(proc, program("over 1h (" + window(i) + ") FROM ^k" + i + "$")));
            }
            final ProcClient all =
                    ProcClient.start(proc, program("over 1h (sum) FROM ^(k)1\\d\\d$ BY $1 AS \"{1}.all\""));
            send(engine, 2);

            for (int i = 0; i < QUERIES; i++) {
                for (int event = 1; event <= 2; event++) {
                    final Event result = clients.get(i).next();
                    assertThat(result.value()).as(window(i)).isEqualTo(expected(i, second - 2 + event));
                }
            }
            double most = 0;
            for (int i = 0; i < 2 * (QUERIES - FIRST_OF_GROUP); i++) {
                most = all.next().value();
            }
            assertThat(most).isEqualTo(sumOfAll());
            for (final ProcClient client : clients) {
                client.close();
            }
            all.close();
        }
    }

    private Counters counters() throws IOException {
        return CountersFile.open(CountersFile.in(folder.resolve("leela-data")));
    }

    private static String window(final int query) {
        return WINDOWS.get(query % WINDOWS.size());
    }

    private static Program program(final String selected) throws Exception {
        return Program.parseSelect("SELECT " + selected + ";");
    }

    private static int value(final int key, final int second) {
        return (key * 31 + second * second) % 97;
    }

    /** What a window over the first so many seconds gives. */
    private static double expected(final int key, final int seconds) {
        double sum = 0;
        double most = 0;
        for (int i = 0; i < seconds; i++) {
            sum += value(key, i);
            most = Math.max(most, value(key, i));
        }
        return switch (window(key)) {
            case "sum" -> sum;
            case "count" -> seconds;
            case "maximum" -> most;
            case "first" -> value(key, 0);
            default -> value(key, seconds - 1) - value(key, 0);
        };
    }

    private double sumOfAll() {
        double sum = 0;
        for (int key = FIRST_OF_GROUP; key < QUERIES; key++) {
            for (int i = 0; i < second; i++) {
                sum += value(key, i);
            }
        }
        return sum;
    }

    /** Each key once a second; returns when all of it has been read from the journal. */
    private void send(final EngineProcess engine, final int seconds) throws IOException {
        final Counters counters = counters();
        for (int i = 0; i < seconds; i++) {
            final StringBuilder text = new StringBuilder();
            for (int key = 0; key < QUERIES; key++) {
                text.append("gauge ")
                        .append(("k" + key).getBytes(StandardCharsets.UTF_8).length)
                        .append("|k")
                        .append(key)
                        .append(' ')
                        .append(value(key, second))
                        .append(' ')
                        .append(beganS + second)
                        .append(";\n");
            }
            final long before = counters.read(EngineCounter.EMITTED);
            engine.sendUdp(text.toString());
            RunningService.await("all events", () -> counters.read(EngineCounter.EMITTED) >= before + QUERIES);
            second++;
        }
    }
}
