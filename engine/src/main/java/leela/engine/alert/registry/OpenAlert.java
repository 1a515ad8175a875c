package leela.engine.alert.registry;

import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;

/**
 * A group that stands otherwise than ok, as people see it.
 * Thread: immutable.
 *
 * @param told            what people were told of it; null where they were not, or that is not known any more
 * @param severity        of its alert; empty where it has none
 * @param acknowledgement null where nobody has said anything
 * @param silence         null where people are told
 */
public record OpenAlert(
        GroupRecord group, Transition told, String severity, Acknowledgement acknowledgement, Silence silence) {

    OpenAlert withSilence(final Silence by) {
        return new OpenAlert(group, told, severity, acknowledgement, by);
    }

    /** How people call it; 0 where they were not told of it. */
    public long number() {
        return group.opened();
    }
}
