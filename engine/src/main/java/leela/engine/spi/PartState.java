package leela.engine.spi;

import java.time.Instant;
import leela.engine.runtime.Clock;

/**
 * How a part that works with something outside of the engine does, and since when.
 * Thread: immutable.
 *
 * @param isWorking whether it does its work
 * @param what      what it does or does not, in a word or two
 * @param sinceNs   since when it is so: nanoseconds since 1970
 * @param more      the reason, or what there is to know beside it; may be empty
 */
public record PartState(boolean isWorking, String what, long sinceNs, String more) {

    /** The state that follows: where nothing but {@code more} is new, it has been so since the same time. */
    public PartState then(final boolean isWorkingNow, final String whatNow, final long nowNs, final String moreNow) {
        final boolean isSame = isWorkingNow == isWorking && whatNow.equals(what);
        return new PartState(isWorkingNow, whatNow, isSame ? sinceNs : nowNs, moreNow);
    }

    /** For people: {@code not logged in since 2026-11-29T08:12:05Z: …}. */
    public String sentence() {
        return what + " since " + time(sinceNs) + (more.isEmpty() ? "" : ": " + more);
    }

    /** A time as people read it, to the second. */
    public static String time(final long timeNs) {
        return Instant.ofEpochSecond(timeNs / Clock.NANOS_PER_SECOND).toString();
    }
}
