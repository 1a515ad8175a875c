package leela.engine.dmproc.running;

import leela.engine.series.Series;

/**
 * What a query could not follow: which series may have room later, and of which its sink has yet to hear, once.
 * Thread: the query thread.
 */
final class RefusedSeries {

    private Series retried;
    private Series toldOf;
    private QuerySink.Shortage shortage;
    private boolean isTold;

    /** The first that might have room later; null where there is none. */
    Series retried() {
        return retried;
    }

    void add(final Series series, final QuerySink.Shortage newShortage) {
        if (retried == null && newShortage.isPassing()) {
            retried = series;
        }
        if (toldOf == null) {
            toldOf = series;
            shortage = newShortage;
        }
    }

    /** Those that might have room are to be met again. */
    void retry() {
        retried = null;
    }

    /** Tells the sink of the first, unless it has heard of one. Errors: those of the sink are the caller's. */
    void tell(final QuerySink sink) {
        if (toldOf != null && !isTold) {
            isTold = true;
            sink.onSeriesRefused(toldOf, shortage);
        }
    }
}
