package leela.ops.chat;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.adapters.notice.HttpReceiver;
import leela.adapters.xmpp.Ejabberd;
import leela.adapters.xmpp.XmppCounter;
import leela.ops.notify.AlertStorm;
import leela.ops.notify.MessageLedger;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real ejabberd is killed with SIGKILL in a storm of alerts, again and again, at random moments, while the engine
 * lives: a user has each change once, or it is shown as unconfirmed. A web server that is never killed is the witness.
 */
@Tag("slow")
@Tag("once")
final class KilledChatServerTest {

    /** How often; {@code -Dleela.kills.receivers=100} for more. */
    private static final int KILLS = Integer.getInteger("leela.kills.receivers", 20);

    private static final String ALICE = "alice@localhost";
    private static final Pattern CHANGE = Pattern.compile("(?m)^#(\\d+) (\\S+ \\S+)$");
    private static final int MOST_MESSAGES = 30;
    /** Samples that are sent ahead of what was told; as many as all hosts have are perhaps no change. */
    private static final int AHEAD = 50;

    private static final long PAUSE_NS = 1_000_000;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(KILLS);
    private final AlertStorm storm = new AlertStorm();
    private final MessageLedger ledger = new MessageLedger();
    private final Set<String> ids = new HashSet<>();
    private HttpReceiver witness;
    private Ejabberd server;
    private ChatClient alice;
    private RunningService engine;
    private int came;
    private int cameAgain;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeThat(Ejabberd.isInstalled())
                .as("ejabberd and slixmpp are installed")
                .isTrue();
        witness = new HttpReceiver();
        server = new Ejabberd(folder.resolve("server"), List.of("leela", "alice")).start();
        alice = new ChatClient(folder, server, "alice");
        final Path alerts = Files.writeString(folder.resolve("storm.alerts"), AlertStorm.alert(ALICE + ", witness"));
        engine = RunningService.in(
                folder,
                ChatTest.toml(folder, server, "xmpp.messages_per_minute = 100000\n")
                        + """
                        [alerts]
                        files = ["%s"]
                        group_wait = "0s"
                        text = "#{number} {group} {state}"
                        [alerts.webhooks.witness]
                        url = "%s"
                        messages_per_minute = 1000000
                        """.formatted(alerts, witness.url()));
        RunningService.await("login", () -> engine.read(XmppCounter.LOGINS) == 1);
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
            alice.close();
            server.close();
            witness.close();
        }
    }

    @Test
    void shouldTellOnceOrShowThatItMayHaveWhenTheServerIsKilled() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            stormUntil(random.nextInt(MOST_MESSAGES));
            server.kill();
            for (int i = random.nextInt(AHEAD); i > 0; i--) {
                engine.sendUdp(storm.flip());
                LockSupport.parkNanos(PAUSE_NS);
            }
            server.start();
            ledger.askUnconfirmed(engine.config().leela());
        }
        storm.nextMark();
        final int[] looks = {0};
        RunningService.await(storm.marked(), () -> {
            if (looks[0]++ % 100 == 0) {
                send(storm.mark());
            }
            take();
            return ledger.newest("witness").equals(storm.marked())
                    && ledger.newest(ALICE).equals(storm.marked());
        });
        ledger.askUnconfirmed(engine.config().leela());
        final long last = ledger.last("witness");
        print("| ejabberd killed | logins | recipient | changes | twice | unconfirmed | of these not come | again "
                + "under their id |");
        print(
                "| %d | %d | a user | %s | %d |",
                KILLS, engine.read(XmppCounter.LOGINS), ledger.row(ALICE, last), cameAgain);
        ledger.assertAll("witness", last);
        ledger.assertOnce(ALICE, last);
    }

    private void stormUntil(final int most) {
        final int before = came;
        final int first = storm.flips();
        RunningService.await(most + " messages", () -> {
            take();
            final int told = came - before;
            if (storm.flips() - first < told + AHEAD) {
                send(storm.flip());
            }
            return told >= most;
        });
        LockSupport.parkNanos(random.nextLong(3 * PAUSE_NS));
    }

    /** What came to alice and to the witness. */
    private void take() {
        try {
            while (witness.waiting() > 0) {
                final HttpReceiver.Posted posted = witness.next();
                ledger.take(posted.json(), posted.header("Idempotency-Key"));
            }
            for (ChatClient.Received next = alice.poll(0); next != null; next = alice.poll(0)) {
                came++;
                take(next);
            }
        } catch (final InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void take(final ChatClient.Received message) {
        if (!ids.add(message.id())) {
            cameAgain++;
            return;
        }
        final Matcher changes = CHANGE.matcher(message.body());
        while (changes.find()) {
            ledger.take(ALICE, Long.parseLong(changes.group(1)), changes.group(2));
        }
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
