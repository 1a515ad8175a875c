package leela.engine.alert;

import java.util.List;

/**
 * An alert's group went from one state to another, and people are to be told. Its number is given once and for ever, in
 * the journal's order: number and recipient name a message, which is sent once, however often the engine starts.
 * Thread: immutable.
 * Memory: a few strings; one for each message, never for each event.
 * Units: epoch ns of the stream, not of the machine's clock.
 *
 * @param number     of this transition; people say it in {@code ACK 4711}
 * @param opened     the number of the transition that opened the alert; its own where this one does
 * @param alert      the alert's name
 * @param group      what the group is called, such as {@code web1.df-root.percent}; for several silent groups of one
 *                   cause what they have in common
 * @param labels     what the keys of {@code BY} are: {@code {1}} is the first
 * @param sinceNs    since when the condition was as it is, or the last sample where there is none
 * @param timeNs     of the sample or the tick that decided
 * @param value      the last one; NaN where there is none
 * @param severity   as the alert says it; empty where it says none
 * @param recipients as written behind {@code TO}
 * @param note       as written, with its places such as {@code {1}} and {@code {value}}; empty where there is none
 * @param series     how many series or groups this one message is about
 * @param key        of the series that decided; as the group where it has no other
 * @param arrivedNs  when what decided came: an entry to its socket, or the tick; 0 where that is not known
 */
public record Transition(
        long number,
        long opened,
        String alert,
        String group,
        List<String> labels,
        AlertState from,
        AlertState to,
        long sinceNs,
        long timeNs,
        double value,
        String severity,
        List<String> recipients,
        String note,
        int series,
        String key,
        long arrivedNs) {

    public Transition {
        labels = List.copyOf(labels);
        recipients = List.copyOf(recipients);
    }

    /** The same with another note. */
    public Transition withNote(final String other) {
        return new Transition(
                number,
                opened,
                alert,
                group,
                labels,
                from,
                to,
                sinceNs,
                timeNs,
                value,
                severity,
                recipients,
                other,
                series,
                key,
                arrivedNs);
    }

    /** The same, told to others. */
    public Transition withRecipients(final List<String> others) {
        return new Transition(
                number, opened, alert, group, labels, from, to, sinceNs, timeNs, value, severity, others, note, series,
                key, arrivedNs);
    }
}
