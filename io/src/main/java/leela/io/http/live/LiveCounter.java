package leela.io.http.live;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of live streams. Thread: immutable. */
public enum LiveCounter implements Counter {
    STREAMS(gauge(470, "live.streams.open", "Clients that follow a query over HTTP")),
    STREAMS_REFUSED(counter(471, "live.streams.refused", "Live streams beyond a bound, or whose query was refused")),
    EVENTS_SENT(counter(472, "live.events.sent", "Results written to live streams")),
    EVENTS_LOST(counter(473, "live.events.lost", "Results lost because a live stream's client read too slowly")),
    MEMORY(gauge(474, "live.memory.taken", "Bytes of the heap that buffers of live streams take"));

    private final CounterDescription description;

    LiveCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
