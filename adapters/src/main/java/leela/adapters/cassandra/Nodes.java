package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import leela.engine.counters.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes of the cluster there are, and which of them answer; tells of each change once.
 * Thread: the driver's; {@link #toString} any.
 */
final class Nodes extends NodeStateListenerBase {

    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final Counters counters;
    private final Set<Node> known = ConcurrentHashMap.newKeySet();
    private final Set<Node> up = ConcurrentHashMap.newKeySet();

    Nodes(final Counters counters) {
        this.counters = counters;
    }

    boolean isAnyUp() {
        return !up.isEmpty();
    }

    /** For people. */
    @Override
    public String toString() {
        return up.size() + " of " + known.size() + " nodes up";
    }

    /** The session has ended. */
    @Override
    public void close() {
        known.clear();
        up.clear();
        publish();
    }

    @Override
    public void onAdd(final Node node) {
        known.add(node);
        publish();
    }

    @Override
    public void onUp(final Node node) {
        known.add(node);
        if (up.add(node)) {
            LOG.info("event=cassandra_node_up node={}", node.getEndPoint());
        }
        publish();
    }

    @Override
    public void onDown(final Node node) {
        if (up.remove(node)) {
            LOG.warn("event=cassandra_node_down node={}", node.getEndPoint());
        }
        publish();
    }

    @Override
    public void onRemove(final Node node) {
        known.remove(node);
        up.remove(node);
        publish();
    }

    private void publish() {
        counters.set(CassandraCounter.NODES, known.size());
        counters.set(CassandraCounter.NODES_UP, up.size());
    }
}
