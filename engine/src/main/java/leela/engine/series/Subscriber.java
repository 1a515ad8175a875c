package leela.engine.series;

/** What wants the events of one series: a standing query's state for it. Thread: the query thread only. */
public interface Subscriber {
    /** Takes one event of the series. Must neither block nor allocate in the steady state. */
    void onEvent(double value, long timeNs);
}
