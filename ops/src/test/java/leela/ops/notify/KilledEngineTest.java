package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import leela.adapters.notice.HttpReceiver;
import leela.engine.runtime.SystemClock;
import leela.ops.config.ConfigFile;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole engine is killed with SIGKILL in a storm of alerts, again and again, at random moments, also while it starts:
 * each recipient has each change once, or it is shown as unconfirmed; one whose messages are repeated has them all; and
 * no group is told the same twice in a row, which is what an engine would do that has forgotten how it stood.
 */
@Tag("slow")
@Tag("once")
final class KilledEngineTest {

    /** How often; {@code -Dleela.kills=1000} for more. */
    private static final int KILLS = Integer.getInteger("leela.kills", 20);

    /** Then everything is let arrive, and looked at. */
    private static final int KILLS_BETWEEN_LOOKS = 20;

    private static final int MOST_MESSAGES = 60;
    /** Samples that are sent ahead of what was told; as many as all hosts have are perhaps no change. */
    private static final int AHEAD = 50;

    private static final long PAUSE_NS = 1_000_000;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("leela.seed", KILLS));
    private final SystemClock clock = new SystemClock();
    private final AlertStorm storm = new AlertStorm();
    private final MessageLedger ledger = new MessageLedger();
    private HttpReceiver receiver;
    private String toml;
    private long readyNs;
    private int whileStarting;

    @BeforeEach
    void begin() throws IOException {
        receiver = new HttpReceiver();
        final Path alerts = Files.writeString(folder.resolve("storm.alerts"), AlertStorm.alert("pager, again"));
        toml = """
                [alerts]
                files = ["%2$s"]
                group_wait = "0s"
                [alerts.webhooks.pager]
                url = "%1$s"
                messages_per_minute = 1000000
                [alerts.webhooks.again]
                url = "%1$s"
                in_doubt = "repeat"
                messages_per_minute = 1000000
                """.formatted(receiver.url(), alerts);
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    @Test
    void shouldTellEachRecipientOnceOrShowThatItMayHaveWhenTheEngineIsKilled() throws Exception {
        long last = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            if (readyNs > 0 && random.nextInt(4) == 0) {
                whileStarting++;
                EngineProcess.killWhileStarting(folder, toml, Duration.ofNanos(random.nextLong(readyNs)));
            } else {
                killInStorm();
            }
            if ((kill + 1) % KILLS_BETWEEN_LOOKS == 0 || kill == KILLS - 1) {
                last = look();
                print("%d kills, ready after %d ms: %s", kill + 1, readyNs / PAUSE_NS, ledger.row("pager", last));
            }
        }
        print("| engine killed | while it started | recipient | changes | twice | unconfirmed | of these not come | "
                + "messages again under their name |");
        for (final String recipient : List.of("pager", "again")) {
            print(
                    "| %d | %d | %s | %s | %d |",
                    KILLS, whileStarting, recipient, ledger.row(recipient, last), ledger.repeated(recipient));
        }
        assertThat(ledger.standing()).allMatch(one -> one.endsWith(" ok") || one.startsWith("mark "));
    }

    private void killInStorm() throws IOException {
        final int most = random.nextInt(MOST_MESSAGES);
        final long laterNs = random.nextLong(3 * PAUSE_NS);
        try (EngineProcess engine = start()) {
            final int before = receiver.waiting();
            final int first = storm.flips();
            RunningService.await(most + " messages", () -> {
                final int told = receiver.waiting() - before;
                if (storm.flips() - first < told / 2 + AHEAD) {
                    send(engine, storm.flip());
                }
                return told >= most;
            });
            LockSupport.parkNanos(laterNs);
            engine.kill();
        }
    }

    /** Lets everything arrive, and looks at it; gives the number of the last change. */
    private long look() throws IOException, InterruptedException {
        storm.nextMark();
        try (EngineProcess engine = start()) {
            send(engine, storm.calm(1));
            final int[] looks = {0};
            RunningService.await(storm.marked(), () -> {
                if (looks[0]++ % 100 == 0) {
                    send(engine, storm.mark());
                }
                take();
                return ledger.newest("pager").equals(storm.marked())
                        && ledger.newest("again").equals(storm.marked());
            });
        }
        final long last = ledger.last("pager");
        ledger.assertOnce("pager", last);
        ledger.assertAll("again", last);
        ledger.assertEachGroupChanges();
        return last;
    }

    private void take() {
        try {
            while (receiver.waiting() > 0) {
                final HttpReceiver.Posted posted = receiver.next();
                ledger.take(posted.json(), posted.header("Idempotency-Key"));
            }
        } catch (final InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private EngineProcess start() throws IOException {
        final long beganNs = clock.ticksNs();
        final EngineProcess engine = new EngineProcess(folder, toml);
        readyNs = clock.ticksNs() - beganNs;
        ledger.askUnconfirmed(
                ConfigFile.read(folder.resolve("leela.toml")).config().leela());
        return engine;
    }

    private static void send(final EngineProcess engine, final String samples) {
        try {
            engine.sendUdp(samples);
        } catch (final IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static void print(final String format, final Object... figures) {
        System.out.println(String.format(Locale.ROOT, format, figures));
    }
}
