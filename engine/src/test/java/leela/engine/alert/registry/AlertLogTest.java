package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import leela.engine.notify.delivery.DeliveryLog;
import org.junit.jupiter.api.Test;

final class AlertLogTest {

    private static final String STATEMENT = "ALERT hot WHEN [> 90] FROM ^t$;";
    private static final Silence SILENCE = new Silence(7, "web", 1, 2, "me", "");

    private final List<Throwable> errors = new ArrayList<>();
    private final Records records = new Records();

    @Test
    void shouldTakeUpWhatAnEarlierRunKept() {
        final AlertLog before = log();
        before.record(new LogEntry.Defined(STATEMENT, "me"));
        before.record(new LogEntry.Silenced(SILENCE));

        final AlertBook after = log().book();

        assertThat(after.defined()).containsOnlyKeys("hot");
        assertThat(after.silences()).containsExactly(SILENCE);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldGoOnBehindAnEntryThatMakesNoSense() {
        records.kept.add(new byte[] {'?'});
        records.kept.add(new LogEntry.Defined("ALERT of a later version;", "me").toBytes());
        records.kept.add(new LogEntry.Silenced(SILENCE).toBytes());

        assertThat(log().book().silences()).containsExactly(SILENCE);
        assertThat(errors).hasSize(2);
    }

    @Test
    void shouldKnowWhatTheDiskDoesNotTake() {
        final AlertLog log = log();
        records.isFull = true;

        log.record(new LogEntry.Silenced(SILENCE));

        assertThat(log.book().silences()).containsExactly(SILENCE);
        assertThat(errors).hasSize(2).allSatisfy(error -> assertThat(error).hasMessage("full"));
    }

    @Test
    void shouldKeepTheFewestEntriesThatSayTheSame() {
        final AlertLog log = log();
        for (int i = 0; i < 100; i++) {
            log.record(new LogEntry.Silenced(SILENCE));
            log.record(new LogEntry.Unsilenced(SILENCE.id()));
        }
        log.record(new LogEntry.Silenced(SILENCE));

        log.rewrite();

        assertThat(records.kept).hasSize(2);
        assertThat(log().book().silences()).containsExactly(SILENCE);
    }

    private AlertLog log() {
        return new AlertLog(records, errors::add);
    }

    private static final class Records implements DeliveryLog {

        private final List<byte[]> kept = new ArrayList<>();
        private boolean isFull;

        @Override
        public List<byte[]> read() {
            return List.copyOf(kept);
        }

        @Override
        public void append(final byte[] record) throws IOException {
            refuseIfFull();
            kept.add(record);
        }

        @Override
        public void sync() throws IOException {
            refuseIfFull();
        }

        @Override
        public long size() {
            return kept.stream().mapToLong(one -> one.length).sum();
        }

        @Override
        public void rewrite(final List<byte[]> records) {
            kept.clear();
            kept.addAll(records);
        }

        @Override
        public void close() {
            isFull = true;
        }

        private void refuseIfFull() throws IOException {
            if (isFull) {
                throw new IOException("full");
            }
        }
    }
}
