package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.SplittableRandom;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpRefusal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the body: it is read, or refused in the declared way. */
final class JsonBodyFuzzTest {

    private static final byte[] KEY = {'k'};
    private static final String SEED_BODY =
            "[{\"type\":\"gauge\",\"value\":-1.5e3,\"timestamp\":1365500000.25,\"name\":\"k\"},"
                    + "{\"value\":{\"a\":[1,null,true,\"\\u00e9\\n\"]},\"type\":\"counter\",\"x\":[[]]},"
                    + "{\"value\":18446744073709551616,\"type\":\"derive\"}]";
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"type\":\"gauge\"",
        "\"value\":",
        "\"timestamp\":",
        "\"name\":",
        "1",
        "-",
        "e",
        "1e999",
        "NaN",
        "null",
        "true",
        "0.1",
        "\\u00",
        "\u00ff",
        " ",
        "\"k\"",
        "99999999999999999999"
    };

    @Test
    void shouldReadOrRefuseAnyBody() {
        fuzz(Duration.ofMillis(500));
    }

    @Test
    @Tag("slow")
    void shouldReadOrRefuseAnyBodyForAMinute() {
        fuzz(Duration.ofSeconds(60));
    }

    private static void fuzz(final Duration time) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final long endNs = System.nanoTime() + time.toNanos();
        for (long round = 0; System.nanoTime() < endNs; round++) {
            final byte[] body = random.nextBoolean() ? damaged(random) : ofPieces(random);
            try {
                read(body);
            } catch (final RuntimeException | AssertionError escaped) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + ": " + HttpClientSocket.latin(body), escaped);
            }
        }
    }

    private static byte[] damaged(final SplittableRandom random) {
        final byte[] body = HttpClientSocket.latin(SEED_BODY.substring(0, random.nextInt(SEED_BODY.length() + 1)));
        for (int flips = random.nextInt(4); flips > 0 && body.length > 0; flips--) {
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return body;
    }

    private static byte[] ofPieces(final SplittableRandom random) {
        final StringBuilder body = new StringBuilder("{");
        for (int pieces = random.nextInt(16); pieces > 0; pieces--) {
            body.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return HttpClientSocket.latin(body.toString());
    }

    private static void read(final byte[] body) {
        final ByteBuf out = Unpooled.buffer();
        try {
            echo(MetricBatch.read(Unpooled.wrappedBuffer(body), KEY, 0), out);
        } catch (final HttpRefusal refused) {
            expectBadRequest(refused);
        }
        try {
            echo(DocumentBatch.read(Unpooled.wrappedBuffer(body), KEY, 0), out);
        } catch (final HttpRefusal refused) {
            expectBadRequest(refused);
        }
    }

    private static void echo(final EntryBatch batch, final ByteBuf out) {
        for (int i = 0; i < batch.count(); i++) {
            batch.echo(i, out);
        }
    }

    private static void expectBadRequest(final HttpRefusal refused) {
        if (refused.status().code() != 400) {
            throw new AssertionError(refused);
        }
    }
}
