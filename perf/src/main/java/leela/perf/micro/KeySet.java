package leela.perf.micro;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keys as collectd makes them ({@code host123.cpu-0.cpu-user}), in one buffer outside the heap, and a random order to
 * ask for them.
 * Thread: any once built.
 */
public final class KeySet {

    private static final int SERIES_A_HOST = 50;
    private static final String[] STATES = {"user", "system", "idle", "wait", "nice"};

    private final UnsafeBuffer buffer;
    final int[] offsets;
    final int[] lengths;

    public KeySet(final int count) {
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(count * 40));
        offsets = new int[count];
        lengths = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            final int inHost = i % SERIES_A_HOST;
            final String key = "host" + i / SERIES_A_HOST + ".cpu-" + inHost / STATES.length + ".cpu-"
                    + STATES[inHost % STATES.length];
            final byte[] bytes = key.getBytes(ISO_8859_1);
            buffer.putBytes(end, bytes);
            offsets[i] = end;
            lengths[i] = bytes.length;
            end += bytes.length;
        }
        shuffle(1);
    }

    public int count() {
        return offsets.length;
    }

    public int offset(final int i) {
        return offsets[i];
    }

    public int length(final int i) {
        return lengths[i];
    }

    public DirectBuffer bytes() {
        return buffer;
    }

    /** Changes the order of {@link #offsets} and {@link #lengths}; the bytes stay. */
    void shuffle(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = offsets.length - 1; i > 0; i--) {
            final int j = random.nextInt(i + 1);
            swap(offsets, i, j);
            swap(lengths, i, j);
        }
    }

    private static void swap(final int[] numbers, final int i, final int j) {
        final int number = numbers[i];
        numbers[i] = numbers[j];
        numbers[j] = number;
    }
}
