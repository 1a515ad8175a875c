package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.TreeSet;
import leela.adapters.notice.HttpReceiver;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand hosts go bad at once, and are well again: a recipient gets no more messages than its allowance, and they
 * tell of every one of them, also where it was not there at first.
 */
@Tag("slow")
@Tag("once")
final class AlertFloodTest {

    private static final int HOSTS = 10_000;
    private static final int PER_DATAGRAM = 50;
    private static final int ALLOWANCE = 60;
    private static final long MINUTE_NS = 60 * Clock.NANOS_PER_SECOND;

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private HttpReceiver receiver;
    private RunningService engine;

    @BeforeEach
    void begin() throws IOException {
        receiver = new HttpReceiver();
        final Path alerts = Files.writeString(
                folder.resolve("load.alerts"), "ALERT load WHEN [> 90] FROM ^(.*)\\.load$ BY $1 TO pager;\n");
        engine = RunningService.in(folder, """
                [alerts]
                files = ["%s"]
                [alerts.webhooks.pager]
                url = "%s"
                messages_per_minute = %d
                """.formatted(alerts, receiver.url(), ALLOWANCE));
    }

    @AfterEach
    void end() {
        engine.close();
        receiver.close();
    }

    @Test
    void shouldTellOfAllInFewMessages() throws Exception {
        tellOfAll("firing", 95);
        tellOfAll("ok", 5);
    }

    @Test
    void shouldTellOfAllWhenTheRecipientIsAwayAtFirst() throws Exception {
        receiver.willAnswer(503).willAnswer(503).willAnswer(503);
        tellOfAll("firing", 95);
    }

    private void tellOfAll(final String state, final int value) throws Exception {
        final long beganNs = clock.ticksNs();
        send(value);
        final long sentNs = clock.ticksNs();
        final TreeSet<String> told = new TreeSet<>();
        final Deque<Long> lastMinute = new ArrayDeque<>();
        String name = "";
        int messages = 0;
        int most = 0;
        while (told.size() < HOSTS) {
            RunningService.await("all of them, not " + told.size(), () -> receiver.waiting() > 0);
            final HttpReceiver.Posted posted = receiver.next();
            if (posted.header("Idempotency-Key").equals(name)) {
                assertThat(messages).isOne(); // it was not there
                told.clear();
                messages = 0;
            }
            name = posted.header("Idempotency-Key");
            messages++;
            lastMinute.add(clock.ticksNs());
            while (clock.ticksNs() - lastMinute.element() > MINUTE_NS) {
                lastMinute.remove();
            }
            most = Math.max(most, lastMinute.size());
            for (final JsonNode alert : posted.json().path("alerts")) {
                assertThat(alert.at("/annotations/state").asText()).isEqualTo(state);
                assertThat(told.add(alert.at("/labels/group").asText()))
                        .as("not told before")
                        .isTrue();
            }
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%d alerts are %s, sent within %.1f s: told in %d messages after %.1f s, at most %d in a minute of %d",
                HOSTS,
                state,
                (sentNs - beganNs) / 1e9,
                messages,
                (clock.ticksNs() - beganNs) / 1e9,
                most,
                ALLOWANCE));
        assertThat(most).isLessThanOrEqualTo(ALLOWANCE);
    }

    private void send(final int value) throws IOException {
        final long atS = clock.timeNs() / Clock.NANOS_PER_SECOND;
        for (int host = 0; host < HOSTS; host += PER_DATAGRAM) {
            final StringBuilder datagram = new StringBuilder();
            for (int i = host; i < host + PER_DATAGRAM; i++) {
                final String key = "web" + i + ".load";
                datagram.append(String.format(Locale.ROOT, "gauge %d|%s %d %d.0;", key.length(), key, value, atS));
            }
            engine.sendDatabus(datagram.toString());
        }
    }
}
