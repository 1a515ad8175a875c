package leela.engine.notify.delivery;

import leela.engine.notify.Notifier;

/**
 * Somebody who is told of alerts, and by which way.
 * Thread: immutable.
 *
 * @param name              as alerts write it behind {@code TO}
 * @param way               what kind of way it is, in a word
 * @param address           where it leads, for people; without secrets
 * @param notifier          takes its notices
 * @param isRepeatable      whether a notice that may have arrived may be sent again, since the receiver can tell, or
 *                          its owner would rather have it twice than not at all
 * @param messagesPerMinute most messages a minute; what is beyond is put together in fewer
 * @param counters          what is counted of its way
 */
public record Recipient(
        String name,
        String way,
        String address,
        Notifier<Notice> notifier,
        boolean isRepeatable,
        int messagesPerMinute,
        DeliveryCounters counters) {}
