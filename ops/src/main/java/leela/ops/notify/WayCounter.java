package leela.ops.notify;

import java.util.Locale;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.engine.counters.Counters;
import leela.engine.counters.LatencyHistogram;
import leela.engine.notify.delivery.DeliveryCounters;

/**
 * What is counted of each kind of way out: changes of alerts, each for each recipient. A constant's name is way and
 * figure; its place here gives its id, so a further one comes behind all others.
 * Thread: immutable.
 */
public enum WayCounter implements Counter {
    WEBHOOK_CONFIRMED,
    WEBHOOK_RETRIED,
    WEBHOOK_REFUSED,
    WEBHOOK_UNCONFIRMED,
    WEBHOOK_GIVEN_UP,
    WEBHOOK_PENDING,
    ALERTMANAGER_CONFIRMED,
    ALERTMANAGER_RETRIED,
    ALERTMANAGER_REFUSED,
    ALERTMANAGER_UNCONFIRMED,
    ALERTMANAGER_GIVEN_UP,
    ALERTMANAGER_PENDING,
    EMAIL_CONFIRMED,
    EMAIL_RETRIED,
    EMAIL_REFUSED,
    EMAIL_UNCONFIRMED,
    EMAIL_GIVEN_UP,
    EMAIL_PENDING,
    EXEC_CONFIRMED,
    EXEC_RETRIED,
    EXEC_REFUSED,
    EXEC_UNCONFIRMED,
    EXEC_GIVEN_UP,
    EXEC_PENDING,
    CHAT_CONFIRMED,
    CHAT_RETRIED,
    CHAT_REFUSED,
    CHAT_UNCONFIRMED,
    CHAT_GIVEN_UP,
    CHAT_PENDING;

    private static final int FIRST_ID = 320;

    private final CounterDescription description;

    WayCounter() {
        final int cut = name().indexOf('_');
        final String way = name().substring(0, cut).toLowerCase(Locale.ROOT);
        final String figure = name().substring(cut + 1);
        final String family = family(figure);
        final String help = help(figure);
        description = figure.equals("PENDING")
                ? CounterDescription.gauge(FIRST_ID + ordinal(), family, "way", way, help)
                : CounterDescription.counter(FIRST_ID + ordinal(), family, "way", way, help);
    }

    @Override
    public CounterDescription description() {
        return description;
    }

    /** Those of one way, such as {@code webhook}. */
    static DeliveryCounters of(final String way, final Counters counters) {
        final String prefix = way.toUpperCase(Locale.ROOT) + "_";
        return new DeliveryCounters(
                counters,
                valueOf(prefix + "CONFIRMED"),
                valueOf(prefix + "RETRIED"),
                valueOf(prefix + "REFUSED"),
                valueOf(prefix + "UNCONFIRMED"),
                valueOf(prefix + "GIVEN_UP"),
                valueOf(prefix + "PENDING"),
                new LatencyHistogram(),
                new LatencyHistogram());
    }

    private static String family(final String figure) {
        return switch (figure) {
            case "CONFIRMED" -> "notify.changes.confirmed";
            case "RETRIED" -> "notify.messages.retried";
            case "REFUSED" -> "notify.changes.refused";
            case "UNCONFIRMED" -> "notify.changes.unconfirmed";
            case "GIVEN_UP" -> "notify.changes.discarded";
            default -> "notify.changes.pending";
        };
    }

    private static String help(final String figure) {
        return switch (figure) {
            case "CONFIRMED" -> "Changes of alerts that a recipient has confirmed";
            case "RETRIED" -> "Messages of alerts that a recipient did not take, and that are tried again";
            case "REFUSED" -> "Changes of alerts that a recipient refuses for good";
            case "UNCONFIRMED" -> "Changes of alerts that a recipient may have got or not";
            case "GIVEN_UP" -> "Changes of alerts discarded, since too many waited for a recipient";
            default -> "Changes of alerts that wait for a recipient or are on their way";
        };
    }
}
