package leela.engine.dmproc.running;

import leela.engine.series.Series;
import leela.engine.series.Subscriber;

/**
 * What a query could not follow: which series may have room later, and of which its sink has yet to hear, once.
 * Thread: the query thread.
 */
final class RefusedSeries {

    private Series retried;
    private Series toldOf;
    private QuerySink.Shortage shortage;
    private boolean isTold;
    private boolean isMetAnew;
    private long number;

    /** The first that might have room later; null where there is none. */
    Series retried() {
        return retried;
    }

    /** How many there are, as far as they have met the query. */
    long number() {
        return number;
    }

    void add(final Series series, final QuerySink.Shortage newShortage) {
        number++;
        if (retried == null && newShortage.isPassing()) {
            retried = series;
        }
        if (toldOf == null) {
            toldOf = series;
            shortage = newShortage;
        }
    }

    /** Those that might have room are to be met again, and with them all others. */
    void retry() {
        retried = null;
        number = 0;
        isMetAnew = true;
    }

    /** Whether the query follows the series as this input, which it has met before. */
    boolean isFollowed(final StandingQuery query, final Series series, final int input) {
        if (isMetAnew) {
            for (final Subscriber subscriber : series.subscribers()) {
                final Subscription subscription = (Subscription) subscriber;
                if (subscription.query() == query && subscription.input() == input) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether its sink has yet to hear of one. */
    boolean isUntold() {
        return toldOf != null && !isTold;
    }

    /** Errors: those of the sink are the caller's. */
    void tell(final QuerySink sink) {
        isTold = true;
        sink.onSeriesRefused(toldOf, shortage);
    }
}
