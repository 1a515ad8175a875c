package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import leela.adapters.notice.HttpReceiver;
import leela.ops.cli.Launcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that tells a web server of a storm of alerts is killed with SIGKILL, again and again, at random moments:
 * each recipient has each change once, or it is shown as unconfirmed; one whose messages are repeated has them all, and
 * can tell which are repetitions.
 */
@Tag("slow")
@Tag("once")
final class KilledStormTest {

    /** How often; {@code -Dleela.kills=1000} for more. */
    private static final int KILLS = Integer.getInteger("leela.kills", 30);

    private static final long LAST = 40L * KILLS;

    @TempDir
    private Path folder;

    private final Set<String> unconfirmed = new TreeSet<>();

    @Test
    void shouldTellEachRecipientOnceOrShowThatItMayHaveWhenKilled(final TestReporter reporter) throws Exception {
        final SplittableRandom random = new SplittableRandom(KILLS);
        try (HttpReceiver receiver = new HttpReceiver()) {
            final Path config = Files.writeString(folder.resolve("leela.toml"), """
                    [alerts]
                    group_wait = "0s"
                    [alerts.webhooks.pager]
                    url = "%1$s"
                    messages_per_minute = 1000000
                    [alerts.webhooks.again]
                    url = "%1$s"
                    in_doubt = "repeat"
                    messages_per_minute = 1000000
                    """.formatted(receiver.url()));
            for (int kill = 0; kill < KILLS; kill++) {
                final int most = receiver.waiting() + random.nextInt(12);
                final int later = random.nextInt(3000);
                run(config, 40L * (kill + 1), process -> {
                    for (int i = 0; receiver.waiting() < most && i < 5000 && process.isAlive(); i++) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    LockSupport.parkNanos(later * 1000L);
                    process.toHandle().destroyForcibly(); // which leaves what it has printed
                });
            }
            assertThat(run(config, LAST, process -> {}))
                    .as("it ended by itself")
                    .isTrue();
            check(receiver, reporter);
        }
    }

    private void check(final HttpReceiver receiver, final TestReporter reporter) throws InterruptedException {
        final Map<String, Integer> told = new HashMap<>();
        final Map<String, Integer> names = new HashMap<>();
        int repeated = 0;
        while (receiver.waiting() > 0) {
            final HttpReceiver.Posted posted = receiver.next();
            final String to = posted.json().path("receiver").asText();
            final boolean isFirst = names.merge(posted.header("Idempotency-Key"), 1, Integer::sum) == 1;
            if (!isFirst) {
                assertThat(to).isEqualTo("again");
                repeated++;
                continue;
            }
            for (final JsonNode alert : posted.json().path("alerts")) {
                told.merge(to + " " + alert.at("/annotations/number").asText(), 1, Integer::sum);
            }
        }
        int untold = 0;
        for (long number = 1; number <= LAST; number++) {
            assertThat(told.getOrDefault("again " + number, 0))
                    .as("again %s", number)
                    .isEqualTo(1);
            final int count = told.getOrDefault("pager " + number, 0);
            if (unconfirmed.contains("pager " + number)) {
                assertThat(count).as("pager %s", number).isLessThanOrEqualTo(1);
                untold += 1 - count;
            } else {
                assertThat(count).as("pager %s", number).isEqualTo(1);
            }
        }
        reporter.publishEntry(
                "%d kills, %d changes to 2 recipients: none twice, %d unconfirmed, of which %d did not arrive; "
                                .formatted(KILLS, LAST, unconfirmed.size(), untold)
                        + repeated + " messages repeated under their name");
        assertThat(unconfirmed).allMatch(one -> one.startsWith("pager "));
    }

    /** Lets it do its work, and does something once the storm begins; whether it ended by itself. */
    private boolean run(final Path config, final long last, final Consumer<Process> inStorm) throws Exception {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        Launcher.classPath(),
                        StormProcess.class.getName(),
                        config.toString(),
                        folder.toString(),
                        String.valueOf(last))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean isDone = false;
        try (BufferedReader printed = process.inputReader()) {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                if (line.startsWith("unconfirmed ")) {
                    unconfirmed.add(line.substring("unconfirmed ".length()));
                }
                isDone |= line.equals("done");
                if (line.equals("storm")) {
                    inStorm.accept(process);
                }
            }
        }
        process.waitFor();
        return isDone;
    }
}
