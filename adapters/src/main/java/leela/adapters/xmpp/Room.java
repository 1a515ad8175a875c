package leela.adapters.xmpp;

import java.util.SplittableRandom;
import leela.engine.runtime.Backoff;
import leela.engine.runtime.Clock;
import leela.engine.spi.PartState;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.jid.EntityFullJid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;

/**
 * One group chat: whether the engine is in it, under which name, and when it asks to be let in again. Who is put out
 * comes back after a pause that grows; who is banned asks once in an hour.
 * Thread: one at a time; {@link Rooms} sees to it.
 * Units: nanoseconds of a monotonic clock.
 */
final class Room {

    /** Another name for each time that one is taken: leela, leela_2, leela_3. */
    static final int NAMES = 5;

    private static final long FIRST_NS = 2 * Clock.NANOS_PER_SECOND;
    private static final long LONGEST_NS = 300 * Clock.NANOS_PER_SECOND;
    /** After so long in the room the pauses begin anew. */
    private static final long STABLE_NS = 600 * Clock.NANOS_PER_SECOND;

    private static final long CLOSED_NS = 3600 * Clock.NANOS_PER_SECOND;
    private static final long ANSWER_NS = 30 * Clock.NANOS_PER_SECOND;

    private final EntityBareJid address;
    private final String name;
    private final Backoff backoff = new Backoff(new SplittableRandom(), FIRST_NS, LONGEST_NS);
    private int number = 1;
    private Resourcepart nickname;
    private boolean isIn;
    private long joinedNs;
    private long nextNs;
    private PartState state;

    Room(final EntityBareJid address, final String name, final long epochNs) {
        this.address = address;
        this.name = name;
        nickname = Resourcepart.fromOrThrowUnchecked(name);
        state = new PartState(false, "not in " + address, epochNs, "not asked yet");
    }

    EntityBareJid address() {
        return address;
    }

    /** The name that it is called by there, or asks for. */
    Resourcepart nickname() {
        return nickname;
    }

    boolean isIn() {
        return isIn;
    }

    PartState state() {
        return state;
    }

    /** When to ask to be let in; meaningless while it is in. */
    long nextNs() {
        return nextNs;
    }

    /** A new login: nobody is in any room. */
    void begin(final long nowNs) {
        isIn = false;
        number = 1;
        nickname = Resourcepart.fromOrThrowUnchecked(name);
        nextNs = nowNs;
    }

    /** Asks: the address to send presence to. A room that does not answer is asked again. */
    EntityFullJid ask(final long nowNs) {
        nextNs = nowNs + ANSWER_NS;
        return JidCreate.entityFullFrom(address, nickname);
    }

    /** The room has let it in, or called it something else. */
    void onIn(final Resourcepart as, final long nowNs, final long epochNs) {
        if (!isIn) {
            isIn = true;
            joinedNs = nowNs;
        }
        nickname = as;
        state = state.then(true, "in " + address, epochNs, "");
    }

    /** The name is somebody else's: the next one is asked for at once, unless all were. */
    void onNameTaken(final long nowNs, final long epochNs) {
        number = number % NAMES + 1;
        nickname = Resourcepart.fromOrThrowUnchecked(number == 1 ? name : name + "_" + number);
        nextNs = nowNs;
        if (number == 1) {
            onOut("all names from " + name + " to " + name + "_" + NAMES + " are taken there", false, nowNs, epochNs);
        }
    }

    /** Put out, or not let in; {@code isForGood} where only somebody there can change that. */
    void onOut(final String reason, final boolean isForGood, final long nowNs, final long epochNs) {
        if (isIn && nowNs - joinedNs > STABLE_NS) {
            backoff.reset();
        }
        isIn = false;
        final long pauseNs = isForGood ? CLOSED_NS : backoff.nextNs();
        nextNs = nowNs + pauseNs;
        state = state.then(
                false,
                "not in " + address,
                epochNs,
                reason + "; it asks again at " + PartState.time(epochNs + pauseNs));
    }
}
