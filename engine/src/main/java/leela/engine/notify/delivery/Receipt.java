package leela.engine.notify.delivery;

import leela.engine.alert.Transition;

/**
 * How long a change of an alert took on its way to people, part by part. What is before the engine's own part is by the
 * stream's clock, so that a replay gives the same.
 * Thread: immutable.
 * Units: ns; none is below 0, also where clocks differ.
 *
 * @param heldNs     how long it was so before it was told: {@code FOR}, {@code CALM} or silence, by the events' times
 * @param arrivalNs  from the time of the value to the arrival of what decided: the client's way, and the wait for the
 *                   end of a window
 * @param decisionNs from that arrival to the change being kept on the disk, and handed to who delivers it
 * @param sendingNs  from there until it was handed to the recipient's way
 */
public record Receipt(long heldNs, long arrivalNs, long decisionNs, long sendingNs) {

    public Receipt {
        heldNs = Math.max(0, heldNs);
        arrivalNs = Math.max(0, arrivalNs);
        decisionNs = Math.max(0, decisionNs);
        sendingNs = Math.max(0, sendingNs);
    }

    /** Whether it is known when what decided came; of a change that an earlier version kept it is not. */
    static boolean isKnown(final Transition transition) {
        return transition.arrivedNs() != 0;
    }

    /** Of a change that came to who delivers it at {@code decidedNs} (epoch ns), and waited there for so long. */
    static Receipt of(final Transition transition, final long decidedNs, final long sendingNs) {
        return new Receipt(
                transition.timeNs() - transition.sinceNs(),
                transition.arrivedNs() - transition.timeNs(),
                decidedNs - transition.arrivedNs(),
                sendingNs);
    }
}
