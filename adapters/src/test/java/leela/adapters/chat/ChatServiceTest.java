package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import leela.adapters.chat.ChatConfig.Format;
import leela.adapters.directory.FileDirectory;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.notify.Outcome;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.engine.spi.Chat;
import leela.engine.spi.Chat.Words;
import leela.engine.spi.PartState;
import org.agrona.LangUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service with its own threads, on a directory in a file; the chat hands over what it is given. */
@Timeout(60)
final class ChatServiceTest {

    private static final String ALICE = "alice@localhost";

    @TempDir
    private Path folder;

    private final Counters counters = Counters.inMemory();
    private final StandingQueries engine =
            new StandingQueries(QueryLimits.DEFAULT, new SystemClock(), counters, LangUtil::rethrowUnchecked);
    private final QueryRegistry registry =
            new QueryRegistry(engine, this::onQueryThread, new Re2Patterns(), QueryLimits.DEFAULT, counters);
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private CountDownLatch held = new CountDownLatch(0);
    private ChatService service;

    @BeforeEach
    void start() {
        service = open();
        service.start();
    }

    @AfterEach
    void close() {
        held.countDown();
        service.close();
    }

    @Test
    void shouldAnswerAndBringResults() throws InterruptedException {
        service.onMessage(new Words(ALICE, ALICE + "/home", "SELECT [> 90] FROM ^web;"));
        assertThat(next()).startsWith(ALICE + "/home Watching: SELECT [> 90] FROM ^web;");

        event("web1", 91);
        event("web1", 12);
        event("db1", 99);
        event("web2", 92);
        assertThat(next()).startsWith(ALICE + " web1 = 91.0");
        assertThat(next()).startsWith(ALICE + " web2 = 92.0");
        assertThat(said).isEmpty();
    }

    @Test
    void shouldForbidStrangers() throws InterruptedException {
        service.onMessage(new Words("eve@elsewhere", "eve@elsewhere/x", "SELECT id FROM x;"));

        assertThat(next()).isEqualTo("eve@elsewhere/x Sorry, forbidden: You may not give commands here.");
        assertThat(counters.read(ChatCounter.COMMANDS)).isOne();
        assertThat(counters.read(ChatCounter.COMMANDS_REFUSED)).isOne();
        assertThat(counters.read(EngineCounter.QUERIES)).isZero();
    }

    @Test
    void shouldCarryOutWhatCameWhileItWasAwayButNotComplainOfIt() throws InterruptedException {
        service.onMessage(new Words(ALICE, ALICE, "I am out of the office.", true, false, "", ""));
        service.onMessage(new Words(ALICE, ALICE, "SELECT id FROM x;", true, false, "", ""));

        assertThat(next()).startsWith(ALICE + " Watching: SELECT id FROM x;");
        assertThat(counters.read(ChatCounter.COMMANDS_REFUSED)).isOne();
    }

    @Test
    void shouldRefuseAPrivateMessageOfARoom() throws InterruptedException {
        final String occupant = "ops@conference.localhost/alice";
        service.onMessage(new Words(occupant, occupant, "SELECT id FROM x;", false, true, "", ""));

        assertThat(next())
                .isEqualTo(occupant + " Sorry, forbidden: In a private message of a room nobody can tell whose a query "
                        + "is: say it in the room, beginning with my name there, or write to my own address.");
        assertThat(counters.read(EngineCounter.QUERIES)).isZero();
    }

    @Test
    void shouldSayThatItIsBusyInsteadOfKeepingCommandsWithoutEnd() throws InterruptedException {
        held = new CountDownLatch(1);
        // holds the directory's thread at the start of its query
        service.onMessage(new Words(ALICE, ALICE, "SELECT id FROM x;"));
        for (int i = 0; i < 1100; i++) {
            service.onMessage(new Words(ALICE, ALICE, "SELECT * FROM leela.xmpp;"));
        }
        assertThat(next()).isEqualTo(ALICE + " Sorry, busy: Too many commands are waiting.");

        held.countDown();
        final List<String> answers = new ArrayList<>();
        while (answers.stream().noneMatch(answer -> answer.contains("Your queries"))) {
            answers.add(next());
        }
        assertThat(answers).anyMatch(answer -> answer.startsWith(ALICE + " Watching: SELECT id FROM x;"));
    }

    @Test
    void shouldGoOnWithItsQueriesAfterARestart() throws InterruptedException {
        service.onMessage(new Words(ALICE, ALICE, "SELECT id FROM x;"));
        next();
        service.close();
        assertThat(registry.running()).isEmpty();

        service = open();
        service.start();
        // the registry lists a query before it has begun
        while (counters.read(EngineCounter.QUERIES_STARTED) < 2) {
            Thread.onSpinWait();
        }
        event("x", 1);
        assertThat(next()).startsWith(ALICE + " x = 1.0");
    }

    private ChatService open() {
        final ChatConfig config = new ChatConfig(List.of("localhost"), Format.TEXT, 10_000, 100, Duration.ofSeconds(5));
        return new ChatService(
                config,
                new HandingChat(),
                new FileDirectory(folder, counters),
                registry,
                new Re2Patterns(),
                new ChatService.Context(
                        new SeriesTable(1000, counters), new SystemClock(), counters, LangUtil::rethrowUnchecked));
    }

    private String next() throws InterruptedException {
        final String next = said.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a message").isNotNull();
        return next;
    }

    private void event(final String key, final double value) {
        synchronized (engine) {
            engine.onEvent(Series.detached(key.getBytes(StandardCharsets.UTF_8)), value, 0);
            engine.onBatchEnd();
        }
    }

    private boolean onQueryThread(final Runnable body) {
        try {
            held.await();
        } catch (final InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        synchronized (engine) {
            body.run();
        }
        return true;
    }

    /** Always there. */
    private final class HandingChat implements Chat {

        @Override
        public void start(final Listener listener) {
            listener.onReady();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean trySend(final String to, final String body, final Consumer<Outcome> onOutcome) {
            return said.add(to + " " + body);
        }

        @Override
        public PartState state() {
            return new PartState(true, "there", 0, "");
        }

        @Override
        public void close() {
            said.clear();
        }
    }
}
