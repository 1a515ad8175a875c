package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.alert.AlertState;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import org.junit.jupiter.api.Test;

final class NewestChangesTest {

    private static final long PLENTY = Long.MAX_VALUE;
    private static final int NOTE_BYTES = 2 * 1000;

    @Test
    void shouldKeepNoMoreThanSoMany() {
        final NewestChanges changes = changes(PLENTY, NewestChanges.MOST + 7, "");

        assertThat(changes.stream()).hasSize(NewestChanges.MOST);
        assertThat(changes.stream().findFirst().orElseThrow().told().number()).isEqualTo(8);
    }

    @Test
    void shouldKeepFewerWhereTheirTextsTakeMoreThanTheyMay() {
        final int room = 2 * NewestChanges.FEWEST;

        final NewestChanges changes = changes((long) room * NOTE_BYTES, 2 * room, "n".repeat(NOTE_BYTES / 2));

        assertThat(changes.stream().count()).isBetween((long) NewestChanges.FEWEST + 1, room - 1L);
        assertThat(changes.stream().skip(changes.stream().count() - 1))
                .singleElement()
                .satisfies(newest -> assertThat(newest.told().number()).isEqualTo(2 * room));
    }

    @Test
    void shouldKeepThoseThatMayNotBeDeliveredWhateverTheyTake() {
        assertThat(changes(1, 3 * NewestChanges.FEWEST, "note").stream()).hasSize(NewestChanges.FEWEST);
    }

    @Test
    void shouldNotHoldHowTheGroupsOfAChangeStood() {
        final NewestChanges changes = new NewestChanges(PLENTY);
        final GroupRecord group = new GroupRecord(
                "hot",
                "web1",
                List.of(),
                AlertState.UNKNOWN,
                AlertState.OK,
                AlertState.UNKNOWN,
                1,
                1,
                1,
                1,
                false,
                List.of());

        changes.add(new LogEntry.Changed(List.of(group, group), told(1, ""), true));

        assertThat(changes.stream()).containsExactly(new LogEntry.Changed(List.of(), told(1, ""), true));
    }

    private static NewestChanges changes(final long mostBytes, final int count, final String note) {
        final NewestChanges changes = new NewestChanges(mostBytes);
        for (int i = 1; i <= count; i++) {
            changes.add(new LogEntry.Changed(List.of(), told(i, note), false));
        }
        return changes;
    }

    private static Transition told(final long number, final String note) {
        return new Transition(
                number,
                number,
                "hot",
                "web1",
                List.of("web1"),
                AlertState.OK,
                AlertState.FIRING,
                1,
                1,
                1,
                "critical",
                List.of("ops"),
                note,
                1,
                "web1.temperature",
                0);
    }
}
