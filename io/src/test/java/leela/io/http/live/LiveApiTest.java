package leela.io.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.Clock;
import leela.io.http.live.LiveServer.Client;
import leela.io.output.proc.TestEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries that are followed over HTTP. */
final class LiveApiTest {

    private static final long TIME_NS = 1_365_500_000_250_000_000L;
    private static final Pattern LOST = Pattern.compile("data: \\{\"lost\":(\\d+)}");
    private static final String ALL = "SELECT id FROM ^foo;";

    private LiveServer door;

    @BeforeEach
    void open() throws IOException {
        door = new LiveServer(new LiveConfig(LiveServer.SMALLEST_BUFFER, 1 << 18, 3, 2));
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void shouldTellWhatMatchesAndThenEachResult() throws IOException {
        door.engine.event("foobar", 1, TIME_NS);
        door.engine.event("bar", 1, TIME_NS);
        door.engine.drain();
        try (Client client = door.follow(ALL)) {
            assertThat(client.head())
                    .startsWith("HTTP/1.1 200 OK")
                    .contains(
                            "content-type: text/event-stream; charset=utf-8\n",
                            "cache-control: no-store\n",
                            "access-control-allow-origin: *\n")
                    .doesNotContain("content-encoding");
            assertThat(client.until("data:")).endsWith("event: started\ndata: {\"matching\":1,\"all\":true}\n");
            door.engine.event("foobar", 2.5, TIME_NS);
            door.engine.event("bar", 3, TIME_NS);
            door.engine.event("foo\"", Double.NaN, 1_365_500_001_000_000_000L);
            assertThat(client.until("data:"))
                    .endsWith("id: 1\nevent: result\n"
                            + "data: {\"name\":\"foobar\",\"value\":2.5,\"timestamp\":1365500000.25}\n");
            assertThat(client.until("data:"))
                    .endsWith("id: 2\nevent: result\n"
                            + "data: {\"name\":\"foo\\\"\",\"value\":\"NaN\",\"timestamp\":1365500001}\n");
        }
    }

    @Test
    void shouldKeepManyNamesApart() throws IOException {
        try (Client client = door.follow("SELECT id FROM ^n;")) {
            client.until("data:");
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 1500; i++) {
                    door.engine.event("n" + i, i, TIME_NS + round);
                }
                for (int i = 0; i < 1500; i++) {
                    assertThat(client.until("data:")).contains("{\"name\":\"n" + i + "\",\"value\":" + i + ".0,");
                }
            }
        }
    }

    @Test
    void shouldNameTheSeriesThatWereMadeLast() throws IOException {
        door.engine.event("foo", 1, TIME_NS);
        door.engine.event("bar\"", 1, TIME_NS);
        door.engine.event("foo", 2, TIME_NS);
        try (Client client = door.open("GET", "/v1/keys/newest", 0)) {
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            final char[] body = new char[4096];
            final int length = client.in().read(body);
            assertThat(new String(body, 0, length))
                    .isEqualTo("{\"status\":200,\"results\":{\"keys\":[\"bar\\\"\",\"foo\"]}}");
        }
    }

    @Test
    void shouldTellASlowReaderWhatItLost() throws IOException {
        int count = 0;
        try (Client slow = door.ask("GET", ALL, 4096);
                Client quick = door.follow("SELECT id FROM ^other;")) {
            slow.until("data:");
            quick.until("data:");
            for (; door.engine.count(LiveCounter.EVENTS_LOST) == 0; count += 10_000) {
                door.engine.events("foobar", 10_000, 0, TIME_NS);
                door.engine.drain();
            }
            door.engine.event("other", 1, TIME_NS);
            assertThat(quick.until("data:")).as("what another gets meanwhile").contains("\"other\"");
            long results = 0;
            long lost = 0;
            while (results + lost < count) {
                final String event = slow.until("data:");
                final Matcher loss = LOST.matcher(event);
                if (loss.find()) {
                    lost += Long.parseLong(loss.group(1));
                } else {
                    results++;
                }
            }
            assertThat(lost).isPositive();
            assertThat(results + lost).isEqualTo(count);
            assertThat(door.engine.count(LiveCounter.EVENTS_LOST)).isEqualTo(lost);
            door.engine.event("foobar", 7, TIME_NS);
            assertThat(slow.until("data:")).contains("id: " + (count + 1) + "\n");
        }
    }

    @ParameterizedTest(name = "half closed: {0}")
    @CsvSource({"true", "false"})
    void shouldEndTheQueryWhenTheClientLeaves(final boolean isHalf) throws IOException {
        try (Client client = door.follow(ALL)) {
            client.until("data:");
            assertThat(door.engine.queries().running()).hasSize(1);
            if (isHalf) {
                client.socket().shutdownOutput();
            } else {
                client.socket().close();
            }
            TestEngine.await(
                    "the query ends", () -> door.engine.queries().running().isEmpty());
            TestEngine.await("its memory is free", () -> door.engine.count(LiveCounter.MEMORY) == 0);
            TestEngine.await("its stream is counted out", () -> door.engine.count(LiveCounter.STREAMS) == 0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            value = {
                "SELECT FROM ^web;                ! 1 ! 8",
                "SELECT id FROM ^web              ! 1 ! 20",
                "SELECT window 60 (mean~) | nope FROM ^web; ! 2 ! 5",
                "SELECT id |~ nope FROM ^web;     ! 2 ! 2",
            })
    void shouldNameLineAndColumnOfAFault(final String query, final int line, final int column) throws IOException {
        try (Client client = door.follow(query.replace('~', '\n'))) {
            assertThat(client.head()).startsWith("HTTP/1.1 400");
            final char[] body = new char[4096];
            final int length = client.in().read(body);
            assertThat(new String(body, 0, length))
                    .startsWith("{\"status\":400,\"reason\":\"Bad Request\",\"debug\":{\"message\":\"column ")
                    .contains("\"line\":" + line + ",\"column\":" + column + "}");
        }
    }

    @ParameterizedTest(name = "{index}: {0}")
    @CsvSource(
            delimiter = '!',
            value = {
                "RECORD SELECT window 60s (mean) FROM ^a AS \"b\"; ! 400",
                "SELECT id FROM (;                                ! 400",
                "''                                               ! 400",
            })
    void shouldRefuseWhatCannotBeFollowed(final String query, final int status) throws IOException {
        try (Client client = door.follow(query)) {
            assertThat(client.head()).startsWith("HTTP/1.1 " + status);
            assertThat(door.engine.queries().running()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAnAddressThatHasAsManyAsItMay() throws IOException {
        try (Client one = door.follow(ALL);
                Client two = door.follow(ALL)) {
            one.until("data:");
            two.until("data:");
            try (Client three = door.follow(ALL)) {
                assertThat(three.head()).startsWith("HTTP/1.1 429");
            }
            two.socket().close();
            TestEngine.await("a place is free", () -> door.engine.count(LiveCounter.STREAMS) == 1);
            try (Client three = door.follow(ALL)) {
                assertThat(three.head()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void shouldAnswerHeadWithoutStartingAQuery() throws IOException {
        try (Client client = door.ask("HEAD", ALL, 0)) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 OK").contains("text/event-stream");
            TestEngine.await(
                    "no query runs", () -> door.engine.queries().running().isEmpty());
        }
    }

    @Test
    void shouldSayThatItIsThereWhereNothingComes() throws IOException {
        try (Client client = door.follow(ALL)) {
            client.until("data:");
            door.clock.advanceNs(15 * Clock.NANOS_PER_SECOND);
            assertThat(client.until(":")).endsWith("\n:\n");
        }
    }

    @Test
    void shouldGiveTheRestWhereTheEngineEnds() throws IOException {
        try (Client client = door.follow("SELECT id FROM ^foo;")) {
            client.until("data:");
            door.engine.event("foobar", 1, TIME_NS);
            door.closeStreams();
            assertThat(client.until("0")).as("up to the last chunk").contains("event: result");
        }
    }
}
