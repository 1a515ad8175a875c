package leela.ops.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.io.journal.JournalCounter;
import org.junit.jupiter.api.Test;

class CountersTableTest {

    private static final int LOOKS = 500;

    private final Counters counters = Counters.inMemory(JournalCounter.values());

    @Test
    void shouldSayThatTheTimeCoveredIsNotKnownYet() {
        counters.add(JournalCounter.RECOVERED, 1);
        assertThat(table()).contains("an outage of the store is covered for a time that is not known yet");
        counters.set(JournalCounter.COVERED_S, 61);
        assertThat(table()).contains("an outage of the store of 0d 00:01:01 is still covered");
        counters.set(JournalCounter.COVERED_S, 217_500_000);
        assertThat(table()).contains("an outage of the store of more than a year is still covered");
    }

    @Test
    void shouldGiveAllCountersAsJson() throws IOException {
        counters.add(EngineCounter.EMITTED, 3);

        final JsonNode json = new ObjectMapper()
                .readTree(CountersTable.read(counters, 1_500_000_000L, null).json());

        assertThat(json.path("read").decimalValue()).isEqualTo("1.5");
        assertThat(json.path("counters").path("metrics.emitted").asLong()).isEqualTo(3);
        assertThat(json.path("counters").size())
                .isEqualTo((int) StreamSupport.stream(counters.descriptions().spliterator(), false)
                        .count());
    }

    @Test
    void shouldSeeNoEntryTwiceThatMovesOnWhileItReads() throws InterruptedException {
        final AtomicBoolean isDone = new AtomicBoolean();
        final Thread engine = new Thread(() -> {
            while (!isDone.get()) {
                counters.increment(EngineCounter.RECEIVED_SELF);
                counters.increment(EngineCounter.EMITTED);
                counters.increment(JournalCounter.APPENDED);
                counters.increment(JournalCounter.STORED);
            }
        });
        engine.start();
        try {
            for (int i = 0; i < LOOKS; i++) {
                assertThat(table()).doesNotContain("while they were counted");
            }
        } finally {
            isDone.set(true);
            engine.join();
        }
    }

    private String table() {
        final StringWriter out = new StringWriter();
        CountersTable.read(counters, 0, null).print(new PrintWriter(out), false);
        return out.toString();
    }
}
