package leela.io.http;

import java.time.Duration;
import java.util.SplittableRandom;
import leela.engine.runtime.ManualClock;
import leela.io.http.v1.PointSelection;
import leela.io.http.v1.range.SeriesPath;
import leela.io.http.v1.range.TimeRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the target: it is read, or refused in the declared way. */
final class RequestTargetFuzzTest {

    private static final String[] PIECES = {
        "/",
        "v1/",
        "past24/",
        "pastweek/",
        "data/",
        "2013",
        "04",
        "9",
        "%",
        "%2F",
        "%zz",
        "?",
        "&",
        "=",
        "start",
        "finish",
        "callback",
        "nan",
        "T",
        ":",
        "-",
        "+",
        ".",
        "Z",
        "20130409T1234",
        "1365510896",
        "#",
        "://",
        "\0",
        "\u00ff"
    };

    @Test
    void shouldReadOrRefuseAnyTarget() {
        fuzz(Duration.ofMillis(300));
    }

    @Test
    @Tag("slow")
    void shouldReadOrRefuseAnyTargetForAMinute() {
        fuzz(Duration.ofSeconds(60));
    }

    private static void fuzz(final Duration time) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final long endNs = System.nanoTime() + time.toNanos();
        for (long round = 0; System.nanoTime() < endNs; round++) {
            final String target = random.nextInt(4) == 0 ? noise(random) : ofPieces(random);
            try {
                read(target);
            } catch (final RuntimeException | AssertionError escaped) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + target, escaped);
            }
        }
    }

    private static String noise(final SplittableRandom random) {
        final byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return HttpClientSocket.latin(bytes);
    }

    private static String ofPieces(final SplittableRandom random) {
        final StringBuilder target = new StringBuilder("/v1/");
        for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
            target.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return target.toString();
    }

    private static void read(final String text) {
        try {
            final RequestTarget target = RequestTarget.parse(text);
            Envelope.of(target, text, new ManualClock(0)).contentType();
            PointSelection.of(target);
            final String path = target.path();
            final TimeRange range = SeriesPath.parse(path.substring(Math.min(path.length(), 4)))
                    .range(target, 1_365_510_896_000_000_000L);
            if (range.fromNs() < 0 || range.toNs() < range.fromNs()) {
                throw new AssertionError(text + ": " + range);
            }
        } catch (final HttpRefusal refused) {
            if (refused.status().code() != 400) {
                throw new AssertionError(text, refused);
            }
        }
    }
}
