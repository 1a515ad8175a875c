package leela.engine.dmproc.running;

/**
 * All subscriptions of one query, linked through themselves: adding and removing copy nothing, however many series
 * match.
 * Thread: the query thread.
 */
final class SubscriptionList {

    private Subscription newest;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return newest == null;
    }

    /** Any of them; only where it is not empty. */
    Subscription any() {
        return newest;
    }

    void add(final Subscription subscription) {
        subscription.next = newest;
        if (newest != null) {
            newest.previous = subscription;
        }
        newest = subscription;
        size++;
    }

    void remove(final Subscription subscription) {
        if (subscription.previous == null) {
            newest = subscription.next;
        } else {
            subscription.previous.next = subscription.next;
        }
        if (subscription.next != null) {
            subscription.next.previous = subscription.previous;
        }
        subscription.previous = null;
        subscription.next = null;
        size--;
    }
}
