package leela.engine.alert.registry;

import java.util.ArrayList;
import java.util.List;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import leela.engine.dmproc.language.AlertProgram;

/**
 * Why people were told of a change: the value, what it was compared with, how long that had held, and what was told
 * before and since. In short sentences, a line each; times are UTC.
 * Thread: any.
 */
final class AlertReason {

    static final int MOST_OTHERS = 10;

    /** What became of a change at one who was to be told, in a sentence; empty where it is not known. */
    @FunctionalInterface
    interface Fates {
        String of(long number, String recipient);
    }

    private AlertReason() {}

    /**
     * The whole of it.
     *
     * @param program as the alert runs now; null where it does not
     * @param ofSame  what was told of the same group, oldest first, this change among it
     * @param open    how it stands now; empty where it is over
     * @param fates   what became of a change at a recipient, where that is known
     */
    static String text(
            final LogEntry.Changed changed,
            final AlertProgram program,
            final List<Transition> ofSame,
            final List<OpenAlert> open,
            final Fates fates) {
        final Transition told = changed.told();
        final List<String> lines = new ArrayList<>();
        lines.add("#" + told.number() + " " + told.alert() + " " + told.group() + " went from " + told.from() + " to "
                + told.to() + " at " + utc(told.timeNs()) + ".");
        lines.add(
                program == null
                        ? "The alert does not run any more, so its condition is not known." + value(told)
                        : reason(told, program));
        lines.add(whoWasTold(changed));
        if (!changed.isSilenced()) {
            told.recipients().stream()
                    .distinct()
                    .map(name -> fate(fates.of(told.number(), name), name))
                    .forEach(lines::add);
        }
        others(told, ofSame, lines);
        open.stream().limit(MOST_OTHERS).forEach(one -> lines.add("Now: " + AlertText.line(one)));
        if (open.isEmpty()) {
            lines.add("Now: it is over.");
        }
        if (program != null) {
            lines.add("The alert: " + program);
        }
        return String.join("\n", lines);
    }

    private static String fate(final String known, final String name) {
        return known.isEmpty()
                ? "Whether " + name + " was told is not known any more; leela notify tells how it goes."
                : known;
    }

    private static String utc(final long timeNs) {
        return AlertText.time(timeNs);
    }

    private static String value(final Transition told) {
        return Double.isNaN(told.value()) ? "" : " The value was " + AlertText.number(told.value()) + ".";
    }

    private static String reason(final Transition told, final AlertProgram program) {
        if (told.from() == AlertState.FLAPPING && told.to() == AlertState.FLAPPING) {
            return "It has changed " + told.series() + " times since the message before.";
        }
        if (told.from() == AlertState.FLAPPING && told.to() != AlertState.CLOSED) {
            return "Nothing had changed for " + program.flap().in() + ", so it does not flap any more.";
        }
        return switch (told.to()) {
            case CLOSED ->
                told.note().replace("{group}", told.group()) + "." + value(told)
                        + (told.series() > 1 ? " That was so of " + told.series() + " groups at once." : "");
            case FLAPPING ->
                "It changed more than " + program.flap().count() + " times within "
                        + program.flap().in() + " (FLAP): nobody is told of single changes until it is calm.";
            case UNKNOWN ->
                "No sample had come since " + utc(told.sinceNs()) + ", and NODATA is "
                        + program.noData() + "."
                        + (told.series() > 1 ? " That was so of " + told.series() + " groups at once." : "");
            case FIRING -> fires(told, program);
            default -> isOver(told, program);
        };
    }

    private static String fires(final Transition told, final AlertProgram program) {
        if (told.from() == AlertState.UNKNOWN) {
            return "Samples came again, and it had fired before." + value(told);
        }
        final String held = program.hold().ns() == 0
                ? ""
                : ", and that had been so since " + utc(told.sinceNs()) + ", for " + program.hold() + " at least (FOR)";
        return "The value was " + AlertText.number(told.value()) + ", which meets " + program.condition() + held + ".";
    }

    private static String isOver(final Transition told, final AlertProgram program) {
        if (told.from() == AlertState.UNKNOWN) {
            return "Samples came again." + value(told);
        }
        final String clear = program.clear()
                .map(condition -> "which meets CLEAR " + condition)
                .orElse("which does not meet " + program.condition() + " any more");
        return "The value was " + AlertText.number(told.value()) + ", " + clear
                + (program.calm().ns() == 0 ? "" : ", for " + program.calm() + " at least (CALM)") + ".";
    }

    private static String whoWasTold(final LogEntry.Changed changed) {
        final List<String> recipients = changed.told().recipients();
        if (changed.isSilenced()) {
            return "Nobody was told: it was silenced.";
        }
        return recipients.isEmpty()
                ? "It tells nobody: it has no TO."
                : "It was for " + String.join(", ", recipients) + ".";
    }

    private static void others(final Transition told, final List<Transition> ofSame, final List<String> lines) {
        final List<Transition> others =
                ofSame.stream().filter(one -> one.number() != told.number()).toList();
        final int left = Math.max(0, others.size() - MOST_OTHERS);
        if (left > 0) {
            lines.add(left + " earlier changes are left out.");
        }
        others.stream()
                .skip(left)
                .forEach(one -> lines.add((one.number() < told.number() ? "Before: #" : "Since: #") + one.number()
                        + " at " + utc(one.timeNs()) + " from " + one.from() + " to " + one.to()
                        + (Double.isNaN(one.value()) ? "" : ", at the value " + AlertText.number(one.value())) + "."));
    }
}
