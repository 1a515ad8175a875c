package leela.engine.alert.registry;

import java.util.Locale;
import leela.engine.alert.GroupRecord;

/** Alerts in plain words, a line each. Thread: any. */
public final class AlertText {

    private static final double MOST_PLAIN = 1e15;

    private AlertText() {}

    /** {@code #4711 firing critical disk_full web1.root 93 since 2026-11-29T14:03:00Z, seen by bob: I look}. */
    public static String line(final OpenAlert alert) {
        final GroupRecord group = alert.group();
        final StringBuilder text = new StringBuilder();
        text.append(alert.number() == 0 ? "" : "#" + alert.number() + " ").append(group.shown());
        text.append(alert.severity().isEmpty() ? "" : " " + alert.severity());
        text.append(' ').append(group.alert()).append(' ').append(group.group());
        text.append(Double.isNaN(group.value()) ? "" : " at " + number(group.value()));
        text.append(" since ").append(time(group.sinceNs()));
        if (alert.acknowledgement() != null) {
            text.append(", seen by ").append(alert.acknowledgement().by());
            text.append(
                    alert.acknowledgement().text().isEmpty()
                            ? ""
                            : ": " + alert.acknowledgement().text());
        }
        if (alert.silence() != null) {
            text.append(", silence ").append(alert.silence().id());
            text.append(" until ").append(time(alert.silence().untilNs()));
        }
        return text.toString();
    }

    /** {@code silence 3 of ^web1 until 2026-11-29T16:03:00Z, by bob: a new disk}. */
    public static String line(final Silence silence) {
        return "silence " + silence.id() + " of " + silence.regex() + " until " + time(silence.untilNs()) + ", by "
                + silence.by() + (silence.text().isEmpty() ? "" : ": " + silence.text());
    }

    /** To the second, as all that people read has it. */
    static String time(final long timeNs) {
        return NoteText.time(timeNs);
    }

    /** As people write it: 91.5, 42, unknown. */
    public static String number(final double value) {
        if (Double.isNaN(value)) {
            return "unknown";
        }
        return value == Math.rint(value) && Math.abs(value) < MOST_PLAIN
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.6g", value)
                        .replaceFirst("(\\.\\d*?)0+(e|$)", "$1$2")
                        .replaceFirst("\\.(e|$)", "$1");
    }
}
