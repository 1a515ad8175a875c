package leela.engine.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import leela.engine.spi.Directory.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every directory of standing queries does, whatever keeps it. */
public abstract class DirectoryContract {

    private static final Entry LOAD = new Entry("window 60 (mean) | [> 90]", "^web", "alice@example.org");
    private static final Entry ODD =
            new Entry("id", "a\"b\\c\u00e9\u2603\n|.{0,3}$", "d'artagnan\\40x@ex\u00e4mple.org");

    private Directory directory;

    /** Another handle on the same place, as another process or a later one has it. */
    protected abstract Directory open();

    @BeforeEach
    void openDirectory() {
        directory = open();
    }

    @AfterEach
    void closeDirectory() {
        directory.close();
    }

    @Test
    void shouldBeEmptyAtFirst() throws DirectoryException {
        assertThat(directory.entries()).isEmpty();
    }

    @Test
    void shouldGiveBackWhatWasPut() throws DirectoryException {
        directory.put(LOAD.key(), LOAD);
        directory.put(ODD.key(), ODD);

        assertThat(directory.entries()).isEqualTo(Map.of(LOAD.key(), LOAD, ODD.key(), ODD));
    }

    @Test
    void shouldKeepWhatIsThereWhenItIsPutAgain() throws DirectoryException {
        directory.put("key", LOAD);
        directory.put("key", ODD);

        assertThat(directory.entries()).isEqualTo(Map.of("key", LOAD));
    }

    @Test
    void shouldTakeOutWhatIsRemoved() throws DirectoryException {
        directory.put(LOAD.key(), LOAD);
        directory.put(ODD.key(), ODD);

        directory.remove(LOAD.key());
        directory.remove("unknown");

        assertThat(directory.entries()).isEqualTo(Map.of(ODD.key(), ODD));
    }

    @Test
    void shouldKnowThatSomethingIsLeft() throws DirectoryException {
        directory.put(LOAD.key(), LOAD);
        directory.put(ODD.key(), ODD);
        directory.remove(ODD.key());

        assertThat(directory.absence("unknown")).isEqualTo(Directory.Absence.DELETED);
    }

    @Test
    void shouldShowAnotherHandleWhatWasWritten() throws DirectoryException {
        directory.put(LOAD.key(), LOAD);
        directory.close();

        try (Directory later = open()) {
            assertThat(later.entries()).isEqualTo(Map.of(LOAD.key(), LOAD));
        }
    }
}
