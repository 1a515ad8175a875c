package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.List;
import leela.engine.series.Series;
import leela.engine.spi.PastPoints;

/** Keeps what a query gives, and how often it said that a batch or all is over. */
final class Results implements QuerySink {

    final List<Event> events = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<Shortage> shortages = new ArrayList<>();
    final List<PastPoints.Gap> cold = new ArrayList<>();
    int batches;
    int ends;

    @Override
    public void onResult(final Series series, final double value, final long timeNs) {
        events.add(new Event(QueryDriver.text(series.key()), value, timeNs));
    }

    @Override
    public void onBatchEnd() {
        batches++;
    }

    @Override
    public void onSeriesRefused(final Series series, final Shortage shortage) {
        refused.add(QueryDriver.text(series.key()));
        shortages.add(shortage);
    }

    @Override
    public void onBegunCold(final PastPoints.Gap gap) {
        cold.add(gap);
    }

    @Override
    public void onEnded() {
        ends++;
    }

    List<Double> values() {
        return events.stream().map(Event::value).toList();
    }
}
