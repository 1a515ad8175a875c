package leela.engine.alert.registry;

import leela.engine.alert.GroupRecord;

/**
 * A group that stands otherwise than ok, as people see it.
 * Thread: immutable.
 *
 * @param severity        of its alert; empty where it has none
 * @param acknowledgement null where nobody has said anything
 * @param silence         null where people are told
 */
public record OpenAlert(GroupRecord group, String severity, Acknowledgement acknowledgement, Silence silence) {

    OpenAlert withSilence(final Silence by) {
        return new OpenAlert(group, severity, acknowledgement, by);
    }

    /** How people call it; 0 where they were not told of it. */
    public long number() {
        return group.opened();
    }
}
