package leela.adapters.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.adapters.re2.Re2Patterns;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.alert.registry.DefinedAlert;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.notify.delivery.MemoryLog;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each row of the table of {@link SharedDefinitions}, at one engine and at another beside it. */
final class SharedDefinitionsTest {

    private static final String DISK = "ALERT disk WHEN [> 90] FROM x;";
    private static final String FULLER = "ALERT disk WHEN [> 95] FROM x;";
    private static final String LOAD = "ALERT load WHEN [> 4] FROM y;";

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final Shared directory = new Shared();
    private Engine here;
    private Engine there;

    @BeforeEach
    void start() {
        here = new Engine();
        there = new Engine();
    }

    @AfterEach
    void stop() {
        here.alerts.close();
        there.alerts.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldStartElsewhereWhatIsWrittenHere() throws Exception {
        here.alerts.define(AlertProgram.parse(DISK), "alice");
        refresh(here, there);

        assertThat(there.programs()).containsExactly(DISK);
        assertThat(there.alerts.defined().get(0).by()).isEqualTo("alice (in the directory)");
        assertThat(directory.texts()).containsExactly(DISK);
    }

    @Test
    void shouldDropElsewhereWhatIsDroppedHere() throws Exception {
        here.alerts.define(AlertProgram.parse(DISK), "alice");
        here.alerts.define(AlertProgram.parse(LOAD), "alice");
        refresh(here, there);

        final int unused = here.alerts.drop("disk", "bob");
        refresh(here, there);

        assertThat(there.programs()).containsExactly(LOAD);
        assertThat(directory.texts()).containsExactly(LOAD);
    }

    @Test
    void shouldTakeOverElsewhereWhatIsChangedHere() throws Exception {
        here.alerts.define(AlertProgram.parse(DISK), "alice");
        refresh(here, there);

        there.alerts.define(AlertProgram.parse(FULLER), "bob");
        refresh(there, here);

        assertThat(here.programs()).containsExactly(FULLER);
        assertThat(directory.texts()).containsExactly(FULLER);
    }

    @Test
    void shouldWriteBackWhatADirectoryHasLostAndDropNothing() throws Exception {
        here.alerts.define(AlertProgram.parse(DISK), "alice");
        refresh(here, there);
        directory.all.clear();
        directory.absence = Directory.Absence.LOST;

        refresh(here, there);

        assertThat(here.programs()).containsExactly(DISK);
        assertThat(there.programs()).containsExactly(DISK);
        assertThat(directory.texts()).containsExactly(DISK);
    }

    @Test
    void shouldEndWhatSomebodyTookOutOfTheDirectory() throws Exception {
        here.alerts.define(AlertProgram.parse(DISK), "alice");
        refresh(here, there);
        directory.all.clear();
        directory.absence = Directory.Absence.DELETED;

        refresh(here, there);

        assertThat(here.programs()).isEmpty();
        assertThat(there.programs()).isEmpty();
    }

    @Test
    void shouldNotTakeOutWhatWasDroppedBeforeItKnewTheDirectory() throws Exception {
        directory.write(DISK, "bob");

        refresh(here);

        assertThat(here.programs()).containsExactly(DISK);
        assertThat(directory.texts()).containsExactly(DISK);
    }

    @Test
    void shouldLeaveAnAlertOfAFileAsItStandsThere() throws Exception {
        here.alerts.load(List.of(new DefinedAlert(AlertProgram.parse(DISK), "disk.alerts", true)));
        directory.write(FULLER, "bob");

        refresh(here, there);

        assertThat(here.programs()).containsExactly(DISK);
        assertThat(there.programs()).containsExactly(FULLER);
        assertThat(directory.texts()).as("for those without the file").containsExactly(FULLER);
    }

    @Test
    void shouldKeepOneOfTwoThatWereWrittenAtOnceUnderOneName() throws Exception {
        here.alerts.define(AlertProgram.parse(DISK), "alice");
        there.alerts.define(AlertProgram.parse(FULLER), "bob");
        for (int i = 0; i < 4; i++) {
            refresh(here, there);
        }

        assertThat(directory.texts()).hasSize(1);
        assertThat(here.programs()).isEqualTo(there.programs()).isEqualTo(directory.texts());
    }

    @Test
    void shouldPassOverAnEntryThatCannotBeRead() throws Exception {
        directory.write("ALERT nonsense;", "bob");
        directory.write("SELECT id FROM x;", "bob");
        directory.write(LOAD, "bob");

        refresh(here);

        assertThat(here.programs()).containsExactly(LOAD);
        assertThat(directory.texts()).hasSize(3);
    }

    private static void refresh(final Engine... engines) throws Exception {
        for (final Engine one : engines) {
            one.shared.refresh();
        }
    }

    /** What runs at one engine, and what keeps it in step. */
    private final class Engine {

        private final AlertRegistry alerts;
        private final SharedDefinitions shared;

        private Engine() {
            final Counters counters = Counters.inMemory();
            final ManualClock clock = new ManualClock(1);
            final Re2Patterns patterns = new Re2Patterns();
            final StandingQueries queries = new StandingQueries(QueryLimits.DEFAULT, clock, counters, faults::add);
            alerts = new AlertRegistry(new AlertRegistry.Setup(
                    new QueryRegistry(queries, Engine::run, patterns, QueryLimits.DEFAULT, counters),
                    Engine::run,
                    patterns,
                    new MemoryLog(),
                    clock,
                    counters,
                    faults::add));
            alerts.start(0);
            shared = new SharedDefinitions(directory, alerts);
        }

        private static boolean run(final Runnable body) {
            body.run();
            return true;
        }

        private List<String> programs() {
            return alerts.defined().stream()
                    .map(one -> one.program().toString())
                    .toList();
        }
    }

    /** A directory in memory. */
    private static final class Shared implements Directory {

        private final Map<String, Entry> all = new TreeMap<>();
        private Absence absence = Absence.REMOVED;

        void write(final String text, final String sender) {
            final Entry entry = Entry.of(text, sender);
            put(entry.key(), entry);
        }

        List<String> texts() {
            return all.values().stream().map(Entry::text).sorted().toList();
        }

        @Override
        public Map<String, Entry> entries() {
            return Map.copyOf(all);
        }

        @Override
        public void put(final String key, final Entry entry) {
            all.put(key, entry);
        }

        @Override
        public void remove(final String key) {
            all.remove(key);
        }

        @Override
        public Absence absence(final String key) {
            return absence;
        }

        @Override
        public void close() {
            // nothing to close
        }
    }
}
