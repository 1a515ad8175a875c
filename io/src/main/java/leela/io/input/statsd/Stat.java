package leela.io.input.statsd;

import java.nio.charset.StandardCharsets;
import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All values of one name and type in the window that is open.
 * Thread: whoever holds the windows.
 * Memory: its keys, and what its kind needs; nothing per value once it has been met.
 */
abstract class Stat {

    private static final int OBJECT_BYTES = 320;
    private static final int KEY_BYTES = 64;

    private final byte[] name;
    private final UnsafeBuffer[] keys;
    private String sender = "";
    private long account;
    private int silentWindows;
    private boolean isHeard;
    private boolean isForgotten;
    /** Null where no line was met yet whose value is all that changes. */
    private LineForm form;
    /** The one that came behind this one last time, or null. */
    private Stat next;

    /**
     * @param name  with its tags, as {@link leela.engine.keys.TaggedKey} gives it
     * @param stats what is told at the end of a window; a key is made of each
     */
    Stat(final byte[] name, final String template, final String... stats) {
        this.name = name;
        keys = new UnsafeBuffer[stats.length];
        for (int i = 0; i < stats.length; i++) {
            keys[i] = new UnsafeBuffer(key(template, stats[i]));
        }
    }

    private byte[] key(final String template, final String stat) {
        // bytes as characters, so that any byte stays what it is
        final String whole = new String(name, StandardCharsets.ISO_8859_1);
        final int semicolon = whole.indexOf(';');
        final String bare = semicolon < 0 ? whole : whole.substring(0, semicolon);
        final String tags = semicolon < 0 ? "" : whole.substring(semicolon);
        final String given = new String(template.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return (given.replace(StatsdSettings.STAT, stat).replace(StatsdSettings.NAME, bare) + tags)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What it takes, whatever comes. */
    int bytes() {
        int bytes = OBJECT_BYTES + 2 * name.length + LineForm.MOST_BYTES;
        for (final UnsafeBuffer key : keys) {
            bytes += KEY_BYTES + key.capacity();
        }
        return bytes;
    }

    /** Who has named it first, and pays for its series. */
    final void sender(final String newSender, final long newAccount) {
        sender = newSender;
        account = newAccount;
    }

    final String sender() {
        return sender;
    }

    final long account() {
        return account;
    }

    byte[] name() {
        return name;
    }

    final LineForm form() {
        return form;
    }

    final void form(final LineForm newForm) {
        form = newForm;
    }

    final Stat next() {
        return next;
    }

    final void next(final Stat follower) {
        next = follower;
    }

    /** Whether its table has let go of it: what it took would be told to nobody. */
    final boolean isForgotten() {
        return isForgotten;
    }

    /** Its table lets go of it. */
    final void forget() {
        isForgotten = true;
        next = null;
    }

    /** Lets go of one that is forgotten. */
    final void tidy() {
        if (next != null && next.isForgotten) {
            next = null;
        }
    }

    /** A value that stands for {@code weight} like it. */
    final void take(final double value, final double weight, final boolean isSigned) {
        isHeard = true;
        add(value, weight, isSigned);
    }

    /** A set's member; whether there was room. */
    boolean takeMember(final long member) {
        isHeard = true;
        return true;
    }

    /** Ends the window: tells what was heard in it, if anything was, and forgets it. */
    final void flush(final Producer producer, final long endNs, final double seconds) {
        silentWindows = isHeard ? 0 : silentWindows + 1;
        if (isHeard) {
            isHeard = false;
            tell(producer, endNs, seconds);
        }
    }

    /** For how many windows nothing was heard. */
    int silentWindows() {
        return silentWindows;
    }

    abstract void add(double value, double weight, boolean isSigned);

    abstract void tell(Producer producer, long endNs, double seconds);

    final void put(final Producer producer, final int stat, final double value, final long endNs) {
        producer.metric(MetricType.GAUGE, keys[stat], 0, keys[stat].capacity(), value, endNs);
    }
}
