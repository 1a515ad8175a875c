package leela.adapters.cassandra;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What the Cassandra store counts. Thread: immutable. */
public enum CassandraCounter implements Counter {
    STATEMENTS(counter(
            210, "cassandra.statements.sent", "Statements asked of Cassandra, pages of results and repeats included")),
    RETRIED(counter(211, "cassandra.writes.retried", "Rows sent again because a replica did not confirm them")),
    NODES(gauge(212, "cassandra.nodes.known", "Nodes of the Cassandra cluster")),
    NODES_UP(gauge(213, "cassandra.nodes.up", "Of these, nodes that answer"));

    private final CounterDescription description;

    CassandraCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
