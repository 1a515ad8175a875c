package leela.engine.alert.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import leela.engine.alert.Transition;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.AlertCommand;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.spi.KeyPattern;

/**
 * Carries out what people say of alerts, wherever they say it, and answers in sentences.
 * Thread: any.
 * Errors: {@link AlertRefusedException} for what is not done; a fault of the text is a {@link SyntaxException}.
 */
public final class AlertCommands {

    private static final int MOST_SHOWN = 50;

    private final AlertRegistry alerts;
    private final Function<String, Optional<String>> recipientFault;
    private final KeyPattern.Compiler patterns;
    private final MatchingSeries series;
    private final Quotes quotes;
    private volatile BiFunction<Long, String, String> fates = (number, recipient) -> "";
    private volatile BiConsumer<String, String> onSaid = (by, statement) -> {};

    /** Says how often an alert would have been told. */
    @FunctionalInterface
    public interface Quotes {
        String quote(AlertProgram alert) throws AlertRefusedException;
    }

    /**
     * What was told, the newest first.
     *
     * @param first  as many as were asked for
     * @param all    how many there are
     * @param kept   how many changes are kept, of all alerts
     * @param fromNs the time of the oldest that is kept; 0 where there is none
     */
    public record Past(List<PastChange> first, int all, int kept, long fromNs) {}

    /** A change, and whether a silence has kept it from people so far. */
    public record PastChange(Transition told, boolean isSilenced) {}

    /** {@code recipientFault} says why somebody cannot be told, where he cannot. */
    public AlertCommands(
            final AlertRegistry alerts,
            final Function<String, Optional<String>> recipientFault,
            final KeyPattern.Compiler patterns,
            final MatchingSeries series,
            final Quotes quotes) {
        this.alerts = alerts;
        this.recipientFault = recipientFault;
        this.patterns = patterns;
        this.series = series;
        this.quotes = quotes;
    }

    /** Who knows what became of a change at a recipient; a sentence, or nothing. */
    public void fatesBy(final BiFunction<Long, String, String> newFates) {
        fates = newFates;
    }

    /** Who hears of each that was carried out and changes something: who said what; must not wait. */
    public void onSaid(final BiConsumer<String, String> hear) {
        onSaid = hear;
    }

    /** The answer; an alert that names nobody is told to {@code by}, where that may be told. */
    public String execute(final String statement, final String by) throws SyntaxException, AlertRefusedException {
        final String answer = answer(statement, by);
        if (!AlertCommand.isQuestion(statement)) {
            onSaid.accept(by, statement.strip());
        }
        return answer;
    }

    private String answer(final String statement, final String by) throws SyntaxException, AlertRefusedException {
        final AlertCommand command = AlertCommand.parse(statement);
        if (command instanceof final AlertCommand.Define define) {
            return define(define.alert(), by);
        }
        if (command instanceof final AlertCommand.Drop drop) {
            final int told = alerts.drop(drop.name(), by);
            return "The alert " + drop.name() + " is no more."
                    + (told == 0
                            ? ""
                            : " " + told + (told == 1 ? " group of it was" : " groups of it were")
                                    + " open; who was told of that is told that it is closed.");
        }
        if (command instanceof final AlertCommand.Acknowledge ack) {
            return acknowledge(ack, by);
        }
        if (command instanceof final AlertCommand.Close close) {
            return close(close, by);
        }
        if (command instanceof final AlertCommand.Silence silence) {
            final Silence made =
                    alerts.silence(pattern(silence.regex()), silence.span().ns(), by, silence.text());
            return alerts.reach(made.regex()) + "\nNobody is told of what matches " + made.regex() + " for "
                    + silence.span() + "; what is still so then is told then. To end that: UNSILENCE " + made.id()
                    + ";";
        }
        if (command instanceof final AlertCommand.Unsilence unsilence) {
            return "People are told again of what matches "
                    + alerts.unsilence(unsilence.id()).regex() + ".";
        }
        if (command instanceof final AlertCommand.Why why) {
            return alerts.why(why.number(), fates);
        }
        if (command instanceof final AlertCommand.Quote quote) {
            return quotes.quote(quote.alert());
        }
        return show((AlertCommand.Show) command);
    }

    /** Why an alert cannot run, as far as that can be told without starting it; empty where nothing is wrong. */
    public Optional<String> fault(final AlertProgram alert) {
        for (final String recipient : alert.recipients()) {
            final Optional<String> fault = recipientFault.apply(recipient);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private String define(final AlertProgram alert, final String by) throws AlertRefusedException {
        final boolean isOfMe =
                alert.recipients().isEmpty() && recipientFault.apply(by).isEmpty();
        final AlertProgram told = isOfMe ? alert.withRecipients(List.of(by)) : alert;
        final Optional<String> fault = fault(told);
        if (fault.isPresent()) {
            throw new AlertRefusedException(fault.get() + ".");
        }
        final boolean isOther = alerts.defined().stream()
                .anyMatch(one -> one.program().name().equals(told.name())
                        && !one.program().equals(told));
        alerts.define(told, by);
        return "The alert " + told.name() + " runs" + (isOther ? ", in place of the one that had this name. " : ". ")
                + matching(told)
                + (told.recipients().isEmpty()
                        ? " It tells nobody: it has no TO."
                        : " It tells " + String.join(", ", told.recipients()) + ".")
                + " To end it: DROP ALERT " + told.name() + ";";
    }

    private String matching(final AlertProgram alert) {
        final List<KeyPattern> all = new ArrayList<>();
        alert.program().inputs().forEach(input -> all.add(patterns.compile(input.regex())));
        final MatchingSeries.Count count = series.matching(key -> all.stream().anyMatch(one -> one.isFoundIn(key)));
        final String known =
                count.matching() == 1 ? "1 known series matches." : count.matching() + " known series match.";
        return count.matching() == 0 ? "No known series matches." : (count.isAll() ? "" : "At least ") + known;
    }

    /** As it is written, or of the very alert and groups that were told under a number: {@code #4711}. */
    private String pattern(final String written) throws AlertRefusedException {
        if (!written.matches("#[0-9]{1,18}")) {
            return written;
        }
        final long number = Long.parseLong(written.substring(1));
        final Optional<Transition> told = alerts.transition(number);
        final long opened = told.map(Transition::opened).orElse(number);
        final OpenAlerts open = alerts.open(group -> group.opened() == opened, MOST_SHOWN);
        if (open.all() == 0) {
            throw AlertBook.isOver(number, told.isPresent());
        }
        if (open.left() > 0) {
            throw new AlertRefusedException("#" + number + " is of " + open.all()
                    + " groups: silence them by a regex, as SILENCE ^web FOR 2h;");
        }
        final List<String> names = open.first().stream()
                .map(OpenAlert::group)
                .map(group -> (group.alert() + ' ' + group.group()).replaceAll("[\\\\.^$|?*+()\\[\\]{}]", "\\\\$0"))
                .sorted()
                .toList();
        return names.size() == 1 ? "^" + names.get(0) + "$" : "^(" + String.join("|", names) + ")$";
    }

    private String acknowledge(final AlertCommand.Acknowledge ack, final String by) throws AlertRefusedException {
        final Optional<Acknowledgement> before = alerts.acknowledgement(ack.number());
        final Transition told = alerts.acknowledge(ack.number(), by, ack.text());
        return "#" + ack.number() + (told == null ? "" : " (" + told.alert() + " " + told.group() + ")")
                + " is marked as seen by " + by + ", until it is over."
                + before.filter(one -> !one.by().equals(by))
                        .map(one -> " It was marked so by " + one.by() + " at " + AlertText.time(one.timeNs())
                                + (one.text().isEmpty() ? "" : ": " + one.text()) + ".")
                        .orElse("");
    }

    private String close(final AlertCommand.Close close, final String by) throws AlertRefusedException {
        final Optional<Transition> told = alerts.close(close.number(), by, close.text());
        return "#" + close.number()
                + told.map(one -> " (" + one.alert() + " " + one.group() + ")").orElse("")
                + " is closed, and who was told of it is told so. Should a value come again, it begins anew.";
    }

    private String show(final AlertCommand.Show show) throws AlertRefusedException {
        final OpenAlerts open = open(show.state(), show.regex(), MOST_SHOWN);
        final List<String> lines = new ArrayList<>();
        open.first().forEach(one -> lines.add(AlertText.line(one)));
        if (open.left() > 0) {
            lines.add("and " + open.left() + " more");
        }
        final List<PartialAlert> partial = alerts.partial();
        final int others =
                open.all() == 0 && !(show.state().isEmpty() && show.regex().isEmpty())
                        ? alerts.open(group -> true, 0).all()
                        : 0;
        if (others > 0) {
            lines.add("None of the " + others + (others == 1 ? " alert that is open" : " alerts that are open")
                    + (show.state().isEmpty() ? "" : " is " + show.state())
                    + (show.state().isEmpty() || show.regex().isEmpty() ? "" : " and")
                    + (show.regex().isEmpty() ? "" : " matches " + show.regex()) + ".");
        } else if (open.all() == 0) {
            lines.add((partial.isEmpty() ? "All is well: no alert is open. " : "No alert is open. ")
                    + alerts.defined().size() + " run.");
        }
        partial.stream().limit(MOST_SHOWN).forEach(one -> lines.add(one + ": nobody is told of the others."));
        final List<Silence> silences = alerts.silences();
        silences.stream().limit(MOST_SHOWN).forEach(one -> lines.add(AlertText.line(one)));
        if (silences.size() > MOST_SHOWN) {
            lines.add("and " + (silences.size() - MOST_SHOWN) + " more silences");
        }
        return String.join("\n", lines);
    }

    /** The first in this state, or in any where it is empty, whose alert or group the regex is found in. */
    public OpenAlerts open(final String state, final String regex, final int most) throws AlertRefusedException {
        final BiPredicate<String, String> wanted = wanted(regex);
        return alerts.open(
                group -> (state.isEmpty() || group.shown().toString().equals(state))
                        && wanted.test(group.alert(), group.group()),
                most);
    }

    /** What has changed since this time of alerts or groups the regex is found in, as far as it is kept. */
    public Past past(final long sinceNs, final String regex, final int most) throws AlertRefusedException {
        final BiPredicate<String, String> wanted = wanted(regex);
        final List<LogEntry.Changed> kept = alerts.kept();
        final List<PastChange> all = new ArrayList<>(kept.stream()
                .map(one -> new PastChange(one.told(), one.isSilenced()))
                .filter(one -> one.told().timeNs() >= sinceNs
                        && wanted.test(one.told().alert(), one.told().group()))
                .toList());
        Collections.reverse(all);
        return new Past(
                all.subList(0, Math.min(most, all.size())),
                all.size(),
                kept.size(),
                kept.isEmpty() ? 0 : kept.get(0).told().timeNs());
    }

    private BiPredicate<String, String> wanted(final String regex) throws AlertRefusedException {
        final KeyPattern pattern;
        try {
            pattern = regex.isEmpty() ? null : patterns.compile(regex.getBytes(StandardCharsets.UTF_8));
        } catch (final IllegalArgumentException bad) {
            throw new AlertRefusedException(bad.getMessage());
        }
        return (alert, group) -> pattern == null
                || pattern.isFoundIn(alert.getBytes(StandardCharsets.UTF_8))
                || pattern.isFoundIn(group.getBytes(StandardCharsets.UTF_8));
    }
}
