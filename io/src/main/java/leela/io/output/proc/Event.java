package leela.io.output.proc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An event as a client of the engine receives it.
 * Thread: immutable.
 * Units: epoch ns.
 *
 * @param key any bytes; never write to them
 */
public record Event(byte[] key, double value, long timeNs) {

    /** The key for people: UTF-8, with a mark for what is none. */
    public String keyText() {
        return new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Event that
                && Arrays.equals(key, that.key)
                && Double.compare(value, that.value) == 0
                && timeNs == that.timeNs;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Double.hashCode(value) + Long.hashCode(timeNs);
    }

    @Override
    public String toString() {
        return keyText() + " " + value + " @" + timeNs;
    }
}
