package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Recipient;
import leela.engine.notify.delivery.RecipientFigures;
import leela.engine.notify.delivery.Unconfirmed;
import leela.engine.runtime.Clock;
import leela.ops.config.LeelaConfig;
import leela.ops.notify.AlertMessages;
import leela.ops.notify.NumberRanges;

/**
 * The command {@code notify}: who is told of alerts, how that goes, and which messages are unconfirmed; with {@code to}
 * a message to that recipient, and what became of it; {@code firing} has it look like an alert that fires.
 * Thread: {@code leela-admin}.
 */
public final class NotifyControl implements ControlCommand {

    private static final String NAME = "notify";
    private static final String TO = "to";
    private static final String FIRING = "firing";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int OUTCOME_S = 70;

    private final AlertMessages messages;

    public NotifyControl(final AlertMessages messages) {
        this.messages = messages;
    }

    /** Asks the running engine; an empty name is for all that there is to know. */
    public static List<JsonNode> ask(final LeelaConfig engine, final String to, final boolean isFiring) {
        final ObjectNode request = ControlLine.object().put(ControlLine.COMMAND, NAME);
        if (!to.isEmpty()) {
            request.put(TO, to).put(FIRING, isFiring);
        }
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
        return Set.of(TO, FIRING);
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        final String to = request.path(TO).asText();
        return to.isEmpty()
                ? Stream.concat(
                                messages.figures().stream().map(NotifyControl::row),
                                Stream.concat(
                                        messages.unconfirmed().stream().map(NotifyControl::row),
                                        messages.discarded().entrySet().stream()
                                                .map(one -> row(one.getKey(), one.getValue()))))
                        .iterator()
                : List.of(tryOut(to, request.path(FIRING).asBoolean())).iterator();
    }

    private ObjectNode tryOut(final String to, final boolean isFiring) {
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        try {
            final Recipient recipient = messages.tryOut(to, isFiring, outcome::complete);
            final Outcome told = outcome.get(OUTCOME_S, TimeUnit.SECONDS);
            return ControlLine.object()
                    .put("recipient", to)
                    .put("way", recipient.way())
                    .put("address", recipient.address())
                    .put("outcome", told.kind().name().toLowerCase(Locale.ROOT))
                    .put("reason", told.reason());
        } catch (final IllegalArgumentException nobody) {
            throw new ControlException(nobody.getMessage());
        } catch (final TimeoutException | ExecutionException late) {
            throw new ControlException(to + ": no answer within " + OUTCOME_S + " s");
        } catch (final InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new ControlException("the engine is about to end");
        }
    }

    private static ObjectNode row(final RecipientFigures one) {
        return ControlLine.object()
                .put("recipient", one.name())
                .put("way", one.way())
                .put("address", one.address())
                .put("working", one.state().isWorking())
                .put("state", one.state().sentence())
                .put("pending", one.pending())
                .put("confirmed", one.confirmed())
                .put("retried", one.retried())
                .put("refused", one.refused())
                .put("unconfirmed", one.unconfirmed())
                .put("discarded", one.givenUp());
    }

    private static ObjectNode row(final Unconfirmed one) {
        final ObjectNode row = ControlLine.object().put("unconfirmed_by", one.recipient());
        putNumbers(row, one.numbers());
        return row.put("time", one.timeNs() / Clock.NANOS_PER_SECOND).put("reason", one.reason());
    }

    private static ObjectNode row(final String recipient, final long[] discarded) {
        final ObjectNode row = ControlLine.object().put("discarded_for", recipient);
        putNumbers(row, discarded);
        return row;
    }

    private static void putNumbers(final ObjectNode row, final long[] numbers) {
        final ArrayNode all = row.putArray("numbers");
        for (final long number : numbers) {
            all.add(number);
        }
        final ArrayNode ranges = row.putArray("ranges");
        for (final NumberRanges.Range one : NumberRanges.of(numbers).all()) {
            ranges.addArray().add(one.first()).add(one.last());
        }
    }
}
