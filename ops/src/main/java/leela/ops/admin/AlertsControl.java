package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import leela.engine.alert.registry.AlertCommands;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.alert.registry.NoteText;
import leela.engine.alert.registry.OpenAlerts;
import leela.engine.dmproc.language.AlertCommand;
import leela.engine.dmproc.language.SyntaxException;
import leela.ops.alert.AlertJson;
import leela.ops.alert.AlertService;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code alerts}: those that are open, the silences, or with {@code defined} all that run; with {@code
 * statement} what somebody says of them, and the answer; with {@code since} what was told from then on.
 * Thread: {@link #run} {@code leela-control}; {@link #ask} and {@link #say} the client's.
 */
public final class AlertsControl implements ControlCommand {

    /** How many are open beside those that are shown, in a row of its own. */
    public static final String LEFT = "left";

    private static final String NAME = "alerts";
    /** The field of an alert that follows only some of its series. */
    public static final String PARTIAL = "partial";

    /** How many changes are kept, in a row of its own behind them. */
    public static final String SILENCED = "silenced";

    public static final String KEPT = "kept";
    /** The time of the oldest change that is kept, in unix seconds. */
    public static final String KEPT_FROM = "kept_from";

    private static final String SINCE = "since";
    private static final String STATEMENT = "statement";
    private static final String BY = "by";
    private static final String DEFINED = "defined";
    private static final String MATCH = "match";
    private static final int MOST = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AlertService alerts;
    private final String link;

    /** {@code link} is what {@code {link}} stands for in notes, a template itself. */
    public AlertsControl(final AlertService alerts, final String link) {
        this.alerts = alerts;
        this.link = link;
    }

    /** Asks the running engine for all alerts that run. */
    public static List<JsonNode> askDefined(final LeelaConfig engine) {
        return rows(engine, ControlLine.object().put(ControlLine.COMMAND, NAME).put(DEFINED, true));
    }

    /** The same for those that are open, and in whose name or group the regex is found; empty for all. */
    public static List<JsonNode> askOpen(final LeelaConfig engine, final String regex) {
        final ObjectNode request = ControlLine.object().put(ControlLine.COMMAND, NAME);
        if (!regex.isEmpty()) {
            request.put(MATCH, regex);
        }
        return rows(engine, request);
    }

    /** The same for what was told since, the newest first, of those in whose name or group the regex is found. */
    public static List<JsonNode> askPast(final LeelaConfig engine, final long sinceS, final String regex) {
        return rows(
                engine,
                ControlLine.object()
                        .put(ControlLine.COMMAND, NAME)
                        .put(SINCE, sinceS)
                        .put(MATCH, regex));
    }

    /** Says something to the running engine; gives its answer. */
    public static String say(final LeelaConfig engine, final String statement, final String by) {
        if (AlertCommand.isQuote(statement)) {
            return QuoteControl.ask(engine, statement);
        }
        final List<JsonNode> rows = rows(
                engine,
                ControlLine.object()
                        .put(ControlLine.COMMAND, NAME)
                        .put(STATEMENT, statement)
                        .put(BY, by));
        return rows.get(0).path("answer").asText();
    }

    private static List<JsonNode> rows(final LeelaConfig engine, final ObjectNode request) {
        final List<JsonNode> rows = new ArrayList<>();
        ControlClient.call(engine, request, PATIENCE, rows::add);
        return rows;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> arguments() {
        return Set.of(STATEMENT, BY, DEFINED, MATCH, SINCE);
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        if (request.has(STATEMENT)) {
            return List.of(answer(request)).iterator();
        }
        final List<ObjectNode> rows = new ArrayList<>();
        if (request.has(SINCE)) {
            past(request, rows);
        } else if (request.path(DEFINED).asBoolean()) {
            alerts.registry().defined().forEach(one -> rows.add(AlertJson.of(one, alerts.registry())));
        } else {
            final OpenAlerts open = open(request.path(MATCH).asText(""));
            open.first().forEach(one -> rows.add(AlertJson.of(one)));
            if (open.left() > 0) {
                rows.add(ControlLine.object().put(LEFT, open.left()));
            }
            alerts.registry()
                    .partial()
                    .forEach(one -> rows.add(ControlLine.object()
                            .put(PARTIAL, one.alert())
                            .put("followed", one.followed())
                            .put("left_out", one.leftOut())));
            alerts.registry().silences().forEach(one -> rows.add(AlertJson.of(one)));
        }
        return rows.iterator();
    }

    private void past(final JsonNode request, final List<ObjectNode> rows) {
        final AlertCommands.Past past;
        try {
            past = alerts.commands()
                    .past(
                            TimeUnit.SECONDS.toNanos(request.path(SINCE).asLong()),
                            request.path(MATCH).asText(""),
                            MOST);
        } catch (final AlertRefusedException bad) {
            throw new ControlException(bad.getMessage());
        }
        past.first()
                .forEach(one -> rows.add(AlertJson.of(one.told())
                        .put("note", NoteText.of(one.told(), link))
                        .put(SILENCED, one.isSilenced())));
        final ObjectNode kept = ControlLine.object().put(KEPT, past.kept());
        if (past.kept() > 0) {
            kept.put(KEPT_FROM, TimeUnit.NANOSECONDS.toSeconds(past.fromNs()));
        }
        rows.add(kept);
    }

    private OpenAlerts open(final String regex) {
        try {
            return alerts.commands().open("", regex, MOST);
        } catch (final AlertRefusedException bad) {
            throw new ControlException(bad.getMessage());
        }
    }

    private ObjectNode answer(final JsonNode request) {
        try {
            return ControlLine.object()
                    .put(
                            "answer",
                            alerts.commands()
                                    .execute(
                                            request.path(STATEMENT).asText(),
                                            request.path(BY).asText("the command line")));
        } catch (final SyntaxException | AlertRefusedException refused) {
            throw new ControlException(refused.getMessage());
        }
    }
}
