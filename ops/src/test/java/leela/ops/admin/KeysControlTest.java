package leela.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import leela.engine.history.History;
import leela.engine.history.StorageHealth;
import org.junit.jupiter.api.Test;

/** The list of keys over the control socket. */
final class KeysControlTest {

    private static final StorageHealth PART = new StorageHealth() {
        @Override
        public Optional<Loss> loss() {
            return Optional.empty();
        }

        @Override
        public boolean isWhole() {
            return false;
        }
    };

    @Test
    void shouldListNothingFromAPartOfHistory() {
        assertThatThrownBy(() -> new KeysControl(History.NONE, PART).run(ControlLine.object()))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("try again");
        assertThat(new KeysControl(History.NONE, StorageHealth.GOOD)
                        .run(ControlLine.object())
                        .hasNext())
                .isFalse();
    }
}
