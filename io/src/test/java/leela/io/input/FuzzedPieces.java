package leela.io.input;

import java.nio.charset.Charset;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Random mixtures of what a format is made of: a test that needs no fuzzer. Thread: one. */
public final class FuzzedPieces {

    private static final int ROUNDS = 1_000;
    private static final int MOST = 24;

    private FuzzedPieces() {}

    /** Has a thousand mixtures checked. */
    public static void mix(final Charset charset, final String[] pieces, final Consumer<byte[]> check) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(MOST); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                check.accept(text.toString().getBytes(charset));
            } catch (final AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ": " + text, failed);
            }
        }
    }
}
