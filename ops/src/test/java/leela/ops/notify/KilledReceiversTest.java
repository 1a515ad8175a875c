package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import leela.adapters.alertmanager.AlertmanagerServer;
import leela.adapters.notice.HttpReceiver;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is told of a storm of alerts is killed with SIGKILL, again and again, at random moments, while the engine lives.
 * A web server that is never killed is the witness of what there was to be told.
 */
@Tag("slow")
@Tag("once")
final class KilledReceiversTest {

    /** How often each; {@code -Dleela.kills.receivers=100} for more. */
    private static final int KILLS = Integer.getInteger("leela.kills.receivers", 20);

    private static final int MOST_MESSAGES = 30;
    /** Samples that are sent ahead of what was told; as many as all hosts have are perhaps no change. */
    private static final int AHEAD = 50;

    private static final long PAUSE_NS = 1_000_000;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(KILLS);
    private final AlertStorm storm = new AlertStorm();
    private final MessageLedger ledger = new MessageLedger();
    private HttpReceiver witness;
    private RunningService engine;

    @BeforeEach
    void begin() throws IOException {
        witness = new HttpReceiver();
    }

    @AfterEach
    void end() {
        witness.close();
    }

    @Test
    void shouldTellOnceOrShowThatItMayHaveWhenAWebServerIsKilled() throws Exception {
        try (KillableReceiver receiver = new KillableReceiver(folder);
                RunningService running = start("pager, again", """
                        [alerts.webhooks.pager]
                        url = "%1$s"
                        messages_per_minute = 1000000
                        [alerts.webhooks.again]
                        url = "%1$s"
                        in_doubt = "repeat"
                        messages_per_minute = 1000000
                        """.formatted(receiver.url()))) {
            engine = running;
            for (int kill = 0; kill < KILLS; kill++) {
                stormUntil(receiver::count);
                receiver.kill();
                stormWhileAway();
                receiver.start();
                ledger.askUnconfirmed(engine.config().leela());
            }
            awaitMark(() -> {
                receiver.tell(ledger);
                return ledger.newest("pager").equals(storm.marked())
                        && ledger.newest("again").equals(storm.marked());
            });
            ledger.askUnconfirmed(engine.config().leela());
        }
        final long last = ledger.last("witness");
        print("| web server killed | recipient | changes | twice | unconfirmed | of these not come | again under "
                + "their name |");
        for (final String recipient : List.of("pager", "again")) {
            print("| %d | %s | %s | %d |", KILLS, recipient, ledger.row(recipient, last), ledger.repeated(recipient));
        }
        ledger.assertAll("witness", last);
        ledger.assertOnce("pager", last);
        ledger.assertAll("again", last);
        ledger.assertEachGroupChanges();
    }

    @Test
    void shouldHaveAnAlertmanagerShowWhatStandsHoweverOftenItIsKilled() throws Exception {
        assumeTrue(AlertmanagerServer.isInstalled(), "no prometheus-alertmanager");
        try (HttpReceiver behind = new HttpReceiver();
                AlertmanagerServer server = new AlertmanagerServer(
                                Files.createDirectories(folder.resolve("alertmanager")), behind.url())
                        .start();
                RunningService running =
                        start("main", """
                        [alerts.alertmanager.main]
                        url = "http://127.0.0.1:%d"
                        resend = "1s"
                        messages_per_minute = 1000000
                        """.formatted(server.url().getPort()))) {
            engine = running;
            for (int kill = 0; kill < KILLS; kill++) {
                stormUntil(() -> (int) confirmed());
                server.kill();
                stormWhileAway();
                server.start();
            }
            engine.sendUdp(storm.calm(2));
            awaitMark(() -> confirmed() == ledger.last("witness"));
            final Set<String> standing = new TreeSet<>(ledger.standing());
            standing.removeIf(change -> change.endsWith(" ok"));
            final Set<String> shown = new TreeSet<>();
            RunningService.await("what stands", () -> {
                shown.clear();
                server.alerts()
                        .forEach(alert -> shown.add(alert.at("/labels/group").asText() + " "
                                + alert.at("/annotations/state").asText()));
                return shown.equals(standing);
            });
            ledger.askUnconfirmed(engine.config().leela());
            print("| alertmanager killed | changes | confirmed | tries that failed | alerts that stand | shown | "
                    + "posted by it |");
            print(
                    "| %d | %d | %d | %d | %d | %d | %d |",
                    KILLS,
                    ledger.last("witness"),
                    confirmed(),
                    engine.read(WayCounter.ALERTMANAGER_RETRIED),
                    standing.size(),
                    shown.size(),
                    behind.waiting());
            assertThat(engine.read(WayCounter.ALERTMANAGER_REFUSED) + engine.read(WayCounter.ALERTMANAGER_UNCONFIRMED))
                    .isZero();
        }
        ledger.assertAll("witness", ledger.last("witness"));
        ledger.assertEachGroupChanges();
    }

    /** Until so many were told that a random moment is reached. */
    private void stormUntil(final IntSupplier told) {
        final int before = told.getAsInt();
        final int most = random.nextInt(MOST_MESSAGES);
        final int first = storm.flips();
        RunningService.await(most + " messages", () -> {
            final int now = told.getAsInt() - before;
            if (storm.flips() - first < now + AHEAD) {
                send(storm.flip());
            }
            return now >= most;
        });
        LockSupport.parkNanos(random.nextLong(3 * PAUSE_NS));
    }

    private void stormWhileAway() {
        for (int i = random.nextInt(AHEAD); i > 0; i--) {
            send(storm.flip());
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /** Until all that was sent before was told, as far as it ever is. */
    private void awaitMark(final BooleanSupplier isTold) {
        storm.nextMark();
        final int[] looks = {0};
        RunningService.await(storm.marked(), () -> {
            if (looks[0]++ % 100 == 0) {
                send(storm.mark());
            }
            while (witness.waiting() > 0) {
                take();
            }
            return ledger.newest("witness").equals(storm.marked()) && isTold.getAsBoolean();
        });
    }

    private void take() {
        try {
            final HttpReceiver.Posted posted = witness.next();
            ledger.take(posted.json(), posted.header("Idempotency-Key"));
        } catch (final InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private long confirmed() {
        return engine.read(WayCounter.ALERTMANAGER_CONFIRMED);
    }

    private RunningService start(final String recipients, final String tables) throws IOException {
        final Path alerts =
                Files.writeString(folder.resolve("storm.alerts"), AlertStorm.alert(recipients + ", witness"));
        return RunningService.in(folder, """
                [alerts]
                files = ["%s"]
                group_wait = "0s"
                [alerts.webhooks.witness]
                url = "%s"
                messages_per_minute = 1000000
                """.formatted(alerts, witness.url()) + tables);
    }

    private void send(final String samples) {
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
