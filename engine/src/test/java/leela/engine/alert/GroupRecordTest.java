package leela.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a group over a restart. */
final class GroupRecordTest {

    @Test
    void shouldReadWhatItWroteWhenEverythingIsThere() {
        final GroupRecord record = new GroupRecord(
                "disk",
                "caf\u00e9.root",
                List.of("caf\u00e9", ""),
                AlertState.UNKNOWN,
                AlertState.FIRING,
                AlertState.FLAPPING,
                1,
                2,
                Double.NaN,
                4711,
                true,
                List.of(5L, 6L));

        final byte[] note = AlertNote.restored(9, List.of(record), () -> {}).bytes();
        final AlertNote read = AlertNote.of(AlertNote.RESTORED, note);

        assertThat(read.number()).isEqualTo(9);
        assertThat(read.groups()).containsExactly(record);
    }
}
