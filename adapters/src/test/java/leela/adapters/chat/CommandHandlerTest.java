package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.adapters.chat.ChatConfig.Format;
import leela.adapters.chat.Reply.AllDeleted;
import leela.adapters.chat.Reply.Deleted;
import leela.adapters.chat.Reply.Listed;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.adapters.chat.Reply.Started;
import leela.adapters.directory.DirectoryCounter;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.Directory;
import leela.engine.spi.Directory.Entry;
import leela.engine.spi.DirectoryException;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Commands and the directory's entries, with a directory that is unavailable when the test wants. */
final class CommandHandlerTest {

    private static final int PER_USER = 3;
    private static final Entry BY_HAND = new Entry("id", "hand", "alice@localhost");

    private final MoodyDirectory directory = new MoodyDirectory();
    private final Counters counters = Counters.inMemory();
    private final StandingQueries engine =
            new StandingQueries(QueryLimits.DEFAULT, new SystemClock(), counters, LangUtil::rethrowUnchecked);
    private final QueryRegistry registry =
            new QueryRegistry(engine, CommandHandlerTest::now, new Re2Patterns(), QueryLimits.DEFAULT, counters);
    private final ChatResultQueue results = new ChatResultQueue();
    private final RecordingChat chat = new RecordingChat();
    private final ChatDispatcher dispatcher = new ChatDispatcher(
            new ChatConfig(List.of("localhost"), Format.TEXT, 60, PER_USER, Duration.ofSeconds(5)),
            chat,
            results,
            new SystemClock(),
            counters,
            LangUtil::rethrowUnchecked);
    private final DirectoryQueries queries =
            new DirectoryQueries(directory, registry, results, dispatcher, new SystemClock(), counters);
    private final SeriesTable series = new SeriesTable(100_000, counters);
    private final CommandHandler desk =
            new CommandHandler(queries, new Re2Patterns(), PER_USER, new MatchingSeries(series, new ManualClock(0)));
    private final List<Reply> replies = new ArrayList<>();

    @Test
    void shouldStartAQueryOnceHoweverOftenItIsAskedFor() {
        final String key = new Entry("id", "web", "alice@localhost").key();

        assertThat(say("alice@localhost", "SELECT id FROM web;"))
                .isEqualTo(new Started(new Query(key, "SELECT id FROM web;"), new MatchingSeries.Count(0, true), ""));
        assertThat(say("alice@localhost", "select id from web ;"))
                .isEqualTo(new Started(new Query(key, "SELECT id FROM web;"), new MatchingSeries.Count(0, true), ""));

        assertThat(registry.running()).extracting(StandingQuery::owner).containsExactly("alice@localhost");
        assertThat(directory.entries).containsOnlyKeys(key);
    }

    @Test
    void shouldTellHowManyKnownSeriesMatch() {
        for (int i = 0; i < 50_000; i++) {
            final byte[] key = ((i % 10 == 0 ? "web" : "db") + i).getBytes(StandardCharsets.US_ASCII);
            series.findOrCreate(new UnsafeBuffer(key), 0, key.length);
        }
        assertThat(((Started) say("alice@localhost", "SELECT id FROM ^web;")).series())
                .isEqualTo(new MatchingSeries.Count(5000, true));
        assertThat(((Started) say("alice@localhost", "SELECT id FROM ^nothing;")).series())
                .isEqualTo(new MatchingSeries.Count(0, true));
    }

    @Test
    void shouldLeaveNoEntryOfABadProgram() {
        assertThat(status(say("alice@localhost", "SELECT foo FROM web;"))).isEqualTo(500);
        assertThat(status(say("alice@localhost", "SELECT id FROM (web;"))).isEqualTo(500);
        assertThat(status(say("alice@localhost", "SELECT id FROM " + "a".repeat(1025) + ";")))
                .isEqualTo(500);

        assertThat(directory.entries).isEmpty();
        assertThat(registry.running()).isEmpty();
    }

    @Test
    void shouldStartGroupsAndJoins() {
        for (final String statement : List.of(
                "SELECT id FROM (web) BY $1 AS \"{1};all\";", "SELECT a / b FROM a: web, b: db AS \"ratio\";")) {
            assertThat(say("alice@localhost", statement)).isInstanceOf(Reply.Started.class);
        }
        assertThat(registry.running()).hasSize(2);
    }

    @Test
    void shouldStartAQueryThatIsToBeginWithNothing() {
        assertThat(say("alice@localhost", "cold SELECT window 1m (mean) FROM web;"))
                .isInstanceOf(Reply.Started.class);
        assertThat(registry.running().get(0).program().isCold()).isTrue();
    }

    @Test
    void shouldSayInWhichColumnACommandGoesWrong() {
        assertThat(sentence(say("alice@localhost", "SELECT id, FROM web;"))).startsWith("column 10: ");
        assertThat(sentence(say("alice@localhost", "SELECT window 0 (mean) FROM web;")))
                .startsWith("column ");
        assertThat(sentence(say("alice@localhost", "SELECT id  FROM  (web ;")))
                .startsWith("column 18: The regex (web is not well-formed: ");
        assertThat(sentence(say("alice@localhost", "SELECT id FROM " + "a".repeat(1025) + ";")))
                .isEqualTo("column 16: regex: 1025 bytes (expected: 1-1024)");
        assertThat(sentence(say("alice@localhost", "DELETE FROM leela.xmpp WHERE id=1;")))
                .startsWith("column 30: ");
    }

    @Test
    void shouldRefuseMoreQueriesThanOneMayHave() {
        for (int i = 0; i < PER_USER; i++) {
            say("alice@localhost", "SELECT id FROM web" + i + ";");
        }

        assertThat(status(say("alice@localhost", "SELECT id FROM more;"))).isEqualTo(429);
        assertThat(say("alice@localhost", "SELECT id FROM web0;")).isInstanceOf(Started.class);
        assertThat(say("bob@localhost", "SELECT id FROM more;")).isInstanceOf(Started.class);
        assertThat(directory.entries).hasSize(PER_USER + 1);
    }

    @Test
    void shouldGoOnWhileTheDirectoryIsAwayAndRefuseChanges() {
        say("alice@localhost", "SELECT id FROM web;");
        assertThat(queries.state().sentence()).startsWith("in step since ");
        directory.isAway = true;

        assertThat(status(say("alice@localhost", "SELECT id FROM more;"))).isEqualTo(503);
        assertThat(status(say("alice@localhost", "SELECT * FROM leela.xmpp;"))).isEqualTo(503);
        assertThat(status(say("alice@localhost", "DELETE FROM leela.xmpp;"))).isEqualTo(503);
        assertThat(registry.running()).hasSize(1);
        assertThat(counters.read(DirectoryCounter.ERRORS)).isEqualTo(3);

        assertThat(queries.state().isWorking()).isFalse();
        assertThat(queries.state().sentence())
                .startsWith("unavailable since ")
                .endsWith(": It is away. Changes are refused; what runs goes on: 1 query.");

        directory.isAway = false;
        assertThat(say("alice@localhost", "SELECT * FROM leela.xmpp;")).isInstanceOf(Listed.class);
        assertThat(queries.state().isWorking()).isTrue();
    }

    @Test
    void shouldFollowWhatOthersWrite() throws DirectoryException {
        directory.entries.put("by hand", BY_HAND);
        directory.entries.put("no program", new Entry("foo", "x", "alice@localhost"));
        queries.refresh();
        assertThat(registry.running()).hasSize(1);
        assertThat(counters.read(DirectoryCounter.UNSTARTED)).isOne();

        directory.entries.put("by hand", new Entry("abs", "hand", "alice@localhost"));
        queries.refresh();
        assertThat(registry.running())
                .extracting(query -> query.program().pipeline().toString())
                .containsExactly("abs");

        directory.entries.remove("by hand");
        queries.refresh();
        assertThat(registry.running()).isEmpty();
    }

    @Test
    void shouldGoOnAndWriteBackWhatTheDirectoryHasLost() throws DirectoryException {
        say("alice@localhost", "SELECT id FROM web;");
        directory.entries.clear();
        directory.absence = Directory.Absence.LOST;
        queries.refresh();

        assertThat(registry.running()).hasSize(1);
        assertThat(directory.entries).hasSize(1);
        assertThat(counters.read(DirectoryCounter.RESTORED)).isOne();
        assertThat(queries.state().sentence()).matches(".*: What it had lost was written back at \\S+Z: 1 query[.]");
    }

    @Test
    void shouldNotTakeAnEmptiedDirectoryForAWishToEndEverything() throws DirectoryException {
        say("alice@localhost", "SELECT id FROM one;");
        say("bob@localhost", "SELECT id FROM two;");
        directory.entries.clear();
        queries.refresh();

        assertThat(registry.running()).hasSize(2);
        assertThat(directory.entries).hasSize(2);

        directory.entries.clear();
        directory.absence = Directory.Absence.REMOVED;
        queries.refresh();

        assertThat(registry.running()).isEmpty();
    }

    @Test
    void shouldEndOnlyOnesOwn() {
        directory.entries.put("by hand", BY_HAND);

        assertThat(status(say("bob@localhost", "DELETE FROM leela.xmpp WHERE key=by hand;")))
                .isEqualTo(403);
        assertThat(status(say("bob@localhost", "DELETE FROM leela.xmpp WHERE key=other;")))
                .isEqualTo(404);
        assertThat(say("bob@localhost", "DELETE FROM leela.xmpp;"))
                .isEqualTo(new AllDeleted("DELETE FROM leela.xmpp;", List.of()));
        assertThat(registry.running()).hasSize(1);

        assertThat(say("Alice@localhost", "DELETE FROM leela.xmpp WHERE key=by hand;"))
                .isEqualTo(new Deleted("DELETE FROM leela.xmpp WHERE key=by hand;", "by hand"));
        assertThat(registry.running()).isEmpty();
    }

    @Test
    void shouldReplaceWhatACorrectedMessageHadStarted() {
        final String alice = "alice@localhost";
        say(alice, "SELECT id FROM other;");
        say(alice, "SELECT id FROM wbe;", "m1", "");
        final String wrong = new Entry("id", "wbe", alice).key();

        assertThat(((Started) say(alice, "SELECT id FROM web;", "m2", "m1")).replaced())
                .isEqualTo(wrong);
        assertThat(((Started) say(alice, "SELECT id FROM web1;", "m3", "m1")).replaced())
                .isEqualTo(new Entry("id", "web", alice).key());
        assertThat(status(say(alice, "SELECT foo FROM web1;", "m4", "m1"))).isEqualTo(500);
        assertThat(((Started) say(alice, "SELECT id FROM web1;", "m5", "m1")).replaced())
                .isEmpty();
        assertThat(((Started) say(alice, "SELECT id FROM db;", "m6", "unknown")).replaced())
                .isEmpty();

        assertThat(directory.entries)
                .containsOnlyKeys(
                        new Entry("id", "other", alice).key(),
                        new Entry("id", "web1", alice).key(),
                        new Entry("id", "db", alice).key());
        assertThat(registry.running()).hasSize(3);
    }

    @Test
    void shouldLeaveAloneWhatACorrectedMessageHadOnlyRepeated() {
        say("alice@localhost", "SELECT id FROM web;", "m1", "");
        say("alice@localhost", "SELECT id FROM web;", "m2", "");

        assertThat(((Started) say("alice@localhost", "SELECT id FROM db;", "m3", "m2")).replaced())
                .isEmpty();
        assertThat(registry.running()).hasSize(2);
    }

    @Test
    void shouldTellTheOwnerOfAQueryThatEndsUnasked() throws DirectoryException {
        say("alice@localhost", "SELECT id FROM web;");
        say("alice@localhost", "SELECT id FROM db;");
        say("bob@localhost", "SELECT id FROM bob;");
        assertThat(told()).isEmpty();
        say("bob@localhost", "DELETE FROM leela.xmpp;");
        assertThat(told()).isEmpty();

        final String key = new Entry("id", "web", "alice@localhost").key();
        directory.entries.remove(key);
        queries.refresh();
        queries.refresh();

        assertThat(told())
                .containsExactly("alice@localhost Somebody took these queries out of the directory, or changed them: "
                        + "they have ended.\nSELECT id FROM web;\nkey=" + key);

        final String other = new Entry("id", "db", "alice@localhost").key();
        directory.entries.remove(other);
        directory.absence = Directory.Absence.REMOVED; // through another engine
        queries.refresh();
        assertThat(registry.running()).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void shouldTellTheOwnerOfAQueryThatDoesNotRun() throws DirectoryException {
        directory.entries.put("no program", new Entry("foo", "x", "alice@localhost"));
        for (int i = 0; i < QueryLimits.DEFAULT.maxQueriesPerOwner() + 1; i++) {
            directory.entries.put("key" + i, new Entry("id", "web" + i, "bob@localhost"));
        }
        queries.refresh();
        queries.refresh();

        assertThat(told())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("alice@localhost This query is in the directory but cannot run. "))
                .anyMatch(line -> line.startsWith("bob@localhost This query is in the directory but does not run yet. "
                        + "You already have 100 queries, as many as one may have.\n"));
    }

    private List<String> told() {
        dispatcher.work(0);
        return chat.take();
    }

    @Test
    void shouldRefuseWhatIsTooLongWithoutEchoingAllOfIt() {
        final Refused refused = (Refused) say("alice@localhost", "SELECT id FROM " + "a".repeat(65_536) + ";");

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.command()).hasSize(1000);
    }

    private Reply say(final String owner, final String command) {
        return say(owner, command, "", "");
    }

    private Reply say(final String owner, final String command, final String said, final String corrected) {
        desk.execute(command, new CommandHandler.Person() {
            @Override
            public String owner() {
                return owner;
            }

            @Override
            public String said() {
                return said;
            }

            @Override
            public String corrected() {
                return corrected;
            }

            @Override
            public void answer(final Reply reply) {
                replies.add(reply);
            }
        });
        assertThat(replies).hasSize(1);
        return replies.remove(0);
    }

    private static String sentence(final Reply reply) {
        return ((Refused) reply).sentence();
    }

    private static int status(final Reply reply) {
        return ((Refused) reply).status();
    }

    private static boolean now(final Runnable body) {
        body.run();
        return true;
    }

    /** Entries in memory. */
    private static final class MoodyDirectory implements Directory {

        final Map<String, Entry> entries = new HashMap<>();
        boolean isAway;
        Absence absence = Absence.DELETED;

        @Override
        public Map<String, Entry> entries() throws DirectoryException {
            ask();
            return Map.copyOf(entries);
        }

        @Override
        public void put(final String key, final Entry entry) throws DirectoryException {
            ask();
            entries.putIfAbsent(key, entry);
        }

        @Override
        public void remove(final String key) throws DirectoryException {
            ask();
            entries.remove(key);
        }

        @Override
        public Absence absence(final String key) throws DirectoryException {
            ask();
            return absence;
        }

        @Override
        public void close() {
            isAway = true;
        }

        private void ask() throws DirectoryException {
            if (isAway) {
                throw new DirectoryException("It is away.", new IllegalStateException("as the test wants"));
            }
        }
    }
}
