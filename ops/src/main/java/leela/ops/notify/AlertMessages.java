package leela.ops.notify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import leela.engine.alert.registry.Acknowledgement;
import leela.engine.counters.Counters;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Deliveries;
import leela.engine.notify.delivery.DeliveryCounters;
import leela.engine.notify.delivery.DeliverySettings;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Recipient;
import leela.engine.notify.delivery.RecipientFigures;
import leela.engine.notify.delivery.Recipients;
import leela.engine.notify.delivery.Unconfirmed;
import leela.engine.notify.shared.SharedTelling;
import leela.engine.runtime.Clock;
import leela.engine.spi.Claims;
import leela.io.http.status.LatencyFamily;
import leela.io.http.status.Readiness;
import leela.io.outbox.OutboxFile;
import leela.ops.config.Config;
import org.agrona.ErrorHandler;
import org.slf4j.LoggerFactory;

/**
 * The messages of alerts: who can be told, and what brings each change of an alert to them.
 * Thread: any.
 * Errors: {@link IllegalArgumentException} where a file of a recipient, or the outbox, cannot be had.
 */
public final class AlertMessages implements AutoCloseable {

    private static final String OUTBOX = "outbox";
    /** It knows no such thing: it would take it for a change of the alert. */
    private static final String ALERTMANAGER = "alertmanager";

    private static final long LOOK_MS = 1000;
    private static final long DAY_NS = 24 * 3600 * Clock.NANOS_PER_SECOND;

    private final ConfiguredRecipients recipients;
    private final FailingRecipients failing = new FailingRecipients();
    private final Deliveries deliveries;
    private final Clock clock;
    private final ErrorHandler onError;
    private final long startedNs;

    /** {@code texts} is the chat, where there is one; what waits is kept in this folder. */
    public AlertMessages(
            final Config config,
            final Path dataDir,
            final Optional<Notifier<String>> texts,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        this.clock = clock;
        startedNs = clock.timeNs();
        this.onError = onError;
        recipients = new ConfiguredRecipients(config, texts, clock, counters, onError);
        deliveries = new Deliveries(
                new DeliverySettings(
                        config.leela().node(),
                        config.alerts().groupWait().toNanos(),
                        config.alerts().maxWaiting(),
                        config.alerts().receipt()),
                recipients,
                new OutboxFile(dataDir, OUTBOX),
                clock,
                counters,
                onError);
    }

    public void start() {
        UntoldChanges.ofStart(deliveries, startedNs)
                .ifPresent(line -> LoggerFactory.getLogger(AlertMessages.class).warn(line));
        deliveries.start();
    }

    /** Of engines that share a directory one tells of each change; before it is started. */
    public SharedTelling sharedBy(
            final Claims claims,
            final SharedTelling.Refreshed definitions,
            final long periodNs,
            final Counters counters) {
        return new SharedTelling(claims, deliveries, definitions, periodNs, clock, counters, onError);
    }

    /** Has what must be done every so many milliseconds done by {@code tasks}. */
    public void repeatBy(final BiConsumer<Long, Runnable> tasks) {
        recipients.repetitions().forEach(one -> tasks.accept(one.periodMs(), one.body()));
        tasks.accept(LOOK_MS, () -> failing.look(deliveries.figures()));
    }

    /** Who can be told, for those who write alerts. */
    public Recipients recipients() {
        return recipients;
    }

    /** Whether what a recipient has refused is still so, and is told again; before it is started. */
    public void tellAgainWhile(final Predicate<Transition> stands) {
        deliveries.tellAgainWhile(stands);
    }

    /** Tells of a change of an alert, unless that was done before. */
    public void onTransition(final Transition transition) {
        deliveries.onTransition(transition);
    }

    /** The same of those that were silenced, after others have been told of newer ones; they are on the disk then. */
    public void onLate(final List<Transition> transitions, final Runnable onKept) {
        transitions.forEach(deliveries::onTakenOver);
        deliveries.behind(onKept);
    }

    /** What {@code /readyz} tells of it: each recipient that was told something. */
    public List<Readiness.Part> parts() {
        final List<Readiness.Part> parts = new ArrayList<>();
        final var state = deliveries.state();
        if (!state.isWorking()) {
            parts.add(new Readiness.Part("alerts", false, state.sentence()));
        }
        final UntoldChanges untold = UntoldChanges.since(deliveries, clock.timeNs() - DAY_NS);
        for (final RecipientFigures one : deliveries.figures()) {
            parts.add(new Readiness.Part(
                    "alerts to " + one.name(),
                    one.state().isWorking(),
                    one.state().sentence() + untold.of(one.name())));
        }
        return parts;
    }

    /** Those that are configured or were told something, with their figures. */
    public List<RecipientFigures> figures() {
        final List<RecipientFigures> figures = new ArrayList<>(deliveries.figures());
        for (final Recipient one : recipients.all()) {
            if (figures.stream().noneMatch(known -> known.name().equals(one.name()))) {
                figures.add(RecipientFigures.untold(one, startedNs));
            }
        }
        return figures;
    }

    /** The number of the newest change that was accepted. */
    public long highestAccepted() {
        return deliveries.highestAccepted();
    }

    /** The newest messages that may have arrived or not. */
    public List<Unconfirmed> unconfirmed() {
        return deliveries.unconfirmed();
    }

    /** The numbers of what was discarded of late, and is not told yet, by recipient. */
    public Map<String, long[]> discarded() {
        return deliveries.discarded(Long.MIN_VALUE);
    }

    /** How long changes take to be decided, to be sent, and until the receiver's word, for {@code /metrics}. */
    public List<LatencyFamily> latencies() {
        return List.of(
                new LatencyFamily(
                        "leela_alert_arrival_seconds",
                        "From the time of a value to the arrival of what decided, by alert.",
                        "alert",
                        deliveries.decisionLatencies().arrivals()),
                new LatencyFamily(
                        "leela_alert_decision_seconds",
                        "From the arrival of what decided to the change being kept, by alert.",
                        "alert",
                        deliveries.decisionLatencies().decisions()),
                new LatencyFamily(
                        "leela_notify_sending_seconds",
                        "From a change of an alert being kept to its first try, by way.",
                        "way",
                        recipients.latencies(DeliveryCounters::sending)),
                new LatencyFamily(
                        "leela_notify_latency_seconds",
                        "From a change of an alert to the word of its recipient, by way.",
                        "way",
                        recipients.latencies(DeliveryCounters::latency)));
    }

    /** What was told of late, oldest first, of which some may still stand: those that forget are told it again. */
    public void standing(final List<Transition> newest) {
        recipients.standing(newest);
    }

    /**
     * Lets the others who were told of an alert know that somebody has seen it: one try each, since all see it with the
     * alert, too.
     */
    public void onSeen(final Transition told, final Acknowledgement seen) {
        final Transition shown = told.withNote("seen by " + seen.by()
                + (seen.text().isEmpty() ? "" : ": " + seen.text().replace('{', '(')));
        for (final String name : new LinkedHashSet<>(told.recipients())) {
            recipients
                    .find(name)
                    .filter(one -> !name.equals(seen.by()) && !one.way().equals(ALERTMANAGER))
                    .ifPresent(one -> deliveries.tryOut(
                            one,
                            new Notice(
                                    "seen/" + name + "/" + told.opened() + "/" + seen.timeNs(),
                                    name,
                                    List.of(shown),
                                    0,
                                    clock.ticksNs(),
                                    List.of(),
                                    Notice.Event.ACK),
                            outcome -> {}));
        }
    }

    /** What became of a change at one of its recipients, in a sentence; empty where it is not known any more. */
    public String fate(final long number, final String recipient) {
        return deliveries.fate(number, recipient);
    }

    /**
     * Sends a message that is of no alert, at once, as one that fires or as one that is over; gives whom it goes to.
     */
    public Recipient tryOut(final String name, final boolean isFiring, final Consumer<Outcome> onOutcome) {
        final Recipient recipient = recipients
                .find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException(recipients.fault(name).orElse(name)));
        final long nowNs = clock.timeNs();
        final Transition test = new Transition(
                0,
                0,
                "test",
                "test",
                List.of(),
                AlertState.OK,
                isFiring ? AlertState.FIRING : AlertState.OK,
                nowNs,
                nowNs,
                Double.NaN,
                "",
                List.of(name),
                "somebody tries whether messages reach " + name + "; nothing is to be done",
                0,
                "test",
                0);
        deliveries.tryOut(
                recipient,
                new Notice(
                        "test/" + name + "/" + nowNs,
                        name,
                        List.of(test),
                        0,
                        clock.ticksNs(),
                        List.of(),
                        Notice.Event.TEST),
                outcome -> {
                    if (outcome.kind() == Outcome.Kind.CONFIRMED) {
                        deliveries.onTried(name);
                    }
                    onOutcome.accept(outcome);
                });
        return recipient;
    }

    @Override
    public void close() {
        deliveries.close();
        recipients.close();
    }
}
