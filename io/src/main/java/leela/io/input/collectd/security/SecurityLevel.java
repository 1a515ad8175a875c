package leela.io.input.collectd.security;

import java.util.Locale;

/**
 * How well packets must be protected to be taken, as in collectd's own server; also: how well a stretch of a packet is.
 * In ascending order.
 * Thread: immutable.
 */
public enum SecurityLevel {
    /** Anything is taken, but a signature or encryption that is there must be right. */
    NONE,
    /** Signed or encrypted. */
    SIGN,
    /** Encrypted. */
    ENCRYPT;

    /** The level of a name in the configuration, in any case. */
    public static SecurityLevel of(final String name) {
        for (final SecurityLevel level : values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return level;
            }
        }
        throw new IllegalArgumentException("collectd.security_level: " + name + " (expected: none, sign or encrypt)");
    }

    /** Whether a stretch that is protected this well may come in where {@code required} is asked for. */
    public boolean satisfies(final SecurityLevel required) {
        return ordinal() >= required.ordinal();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
