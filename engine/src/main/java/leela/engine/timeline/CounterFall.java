package leela.engine.timeline;

/** What a counter that falls has done. Thread: immutable. */
public enum CounterFall {
    /** Wrapped only from the last eighth of its range into the first eighth, else reset. */
    AUTO,
    /** Always wrapped, as the first Leela took it. */
    WRAP,
    /** Always reset. */
    RESET
}
