package leela.adapters.notice;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import leela.engine.alert.registry.AlertText;
import leela.engine.alert.registry.NoteText;
import leela.engine.dmproc.language.AlertChecks;
import leela.engine.notify.delivery.Notice;

/**
 * Writes notices for people, by a template with places such as {@code {state}}; the note of an alert has the same
 * places.
 * Thread: any; immutable.
 * Errors: a place that does not exist is an {@link IllegalArgumentException} that names it, where the template is the
 * configuration's; in a note of before it stays as it is.
 */
public final class NoticeText {

    /** What stands where the configuration says nothing. */
    public static final String DEFAULT = "#{number} {alert} is {state}: {note}";

    private static final List<String> NAMES =
            Stream.concat(AlertChecks.NOTE_PLACES.stream(), Stream.of("note")).toList();
    /** Of a notice of many, so many are written out. */
    private static final int MOST_LINES = 50;

    /** What came within a minute is not late. */
    private static final long LATE_NS = 60_000_000_000L;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final String template;
    private final String link;
    private final LongSupplier nowNs;

    /**
     * By this template.
     *
     * @param key  what messages call it
     * @param link what {@code {link}} stands for, a template too; empty for nothing
     */
    public NoticeText(final String key, final String template, final String link) {
        this(key, template, link, () -> 0);
    }

    /** The same; by {@code nowNs}, which is epoch ns, a text says that it is late. */
    public NoticeText(final String key, final String template, final String link, final LongSupplier nowNs) {
        this.template = template;
        this.link = link;
        this.nowNs = nowNs;
        check(key, template);
        check("alerts.link", link);
    }

    private static void check(final String key, final String text) {
        final Matcher places = NoteText.PLACE.matcher(text);
        while (places.find()) {
            final String name = places.group(1);
            if (!NAMES.contains(name) && NoteText.number(name) == 0) {
                throw new IllegalArgumentException(key + ": {" + name + "} (expected: {" + String.join("}, {", NAMES)
                        + "}, or {1} for the first key of BY)");
            }
        }
    }

    /** A line for each transition, as far as they are not too many, and what was given up before. */
    public String write(final Notice notice) {
        final List<Transition> all = notice.transitions();
        final String lines = all.stream().limit(MOST_LINES).map(this::line).collect(Collectors.joining("\n"));
        return late(notice)
                + (notice.givenUp() == 0
                        ? ""
                        : notice.givenUp() + " earlier messages were discarded: too many waited.\n")
                + (all.size() == 1 ? "" : all.size() + " alerts changed:\n")
                + lines
                + (all.size() <= MOST_LINES ? "" : "\nand " + (all.size() - MOST_LINES) + " more: " + rest(all))
                + (notice.receipts().isEmpty()
                        ? ""
                        : "\n" + ReceiptText.line(notice.receipts().get(0), all.size()));
    }

    /** By how many seconds the first of its changes is told late; 0 where it is not, or that is not known. */
    public long lateSeconds(final Notice notice) {
        final long arrivedNs = notice.first().arrivedNs();
        final long lateNs = nowNs.getAsLong() - arrivedNs;
        return notice.event() != Notice.Event.CHANGE || arrivedNs == 0 || lateNs < LATE_NS ? 0 : lateNs / NS_PER_SECOND;
    }

    private String late(final Notice notice) {
        final long seconds = lateSeconds(notice);
        return seconds == 0
                ? ""
                : "late by " + ReceiptText.duration(seconds * NS_PER_SECOND)
                        + (notice.transitions().size() == 1 ? "" : " at most") + ": ";
    }

    /** The same of one transition. */
    public String line(final Transition transition) {
        return fill(template, transition);
    }

    /** What {@code {link}} stands for. */
    public String link(final Transition transition) {
        return fill(link, transition);
    }

    /** The alert's note, filled in; its group and value where it has none. */
    public String note(final Transition transition) {
        return transition.note().isEmpty()
                ? transition.group() + (Double.isNaN(transition.value()) ? "" : " = " + number(transition.value()))
                : fill(transition.note(), transition);
    }

    private static String rest(final List<Transition> all) {
        return all.stream()
                .skip(MOST_LINES)
                .map(Transition::to)
                .collect(Collectors.groupingBy(AlertState::toString, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
    }

    private String fill(final String text, final Transition transition) {
        return NoteText.fill(text, transition, name -> switch (name) {
            case "note" -> text.equals(transition.note()) ? null : note(transition);
            case "link" -> text.equals(link) ? null : link(transition);
            default -> null;
        });
    }

    /** As people write it: 91.5, 42, unknown. */
    static String number(final double value) {
        return AlertText.number(value);
    }

    /** To the second. */
    static String time(final long timeNs) {
        return NoteText.time(timeNs);
    }
}
