package leela.ops.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.io.http.status.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel has dropped before the ports within the last minute: more came than is read, of all who send there.
 * Thread: {@link #look} one; {@link #parts} any.
 * Memory: a minute of each port.
 */
public final class KernelDropsWatch {

    /** Looks of a minute, at one each five seconds. */
    static final int LOOKS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(KernelDropsWatch.class);

    private final Counters counters;
    private final Map<String, Port> ports = new LinkedHashMap<>();
    private int place;
    private int quietLooks;
    private volatile String state = "";

    private static final class Port {
        private final Counter counter;
        private final long[] drops = new long[LOOKS];
        private long before;

        private Port(final Counter counter, final long before) {
            this.counter = counter;
            this.before = before;
        }

        private long ofMinute() {
            long sum = 0;
            for (final long one : drops) {
                sum += one;
            }
            return sum;
        }
    }

    /** Of these ports, by their names, each with what is counted of it. */
    public KernelDropsWatch(final Map<String, Counter> ports, final Counters counters) {
        this.counters = counters;
        ports.forEach((name, counter) -> this.ports.put(name, new Port(counter, counters.read(counter))));
    }

    /** Tells the log once a minute, as long as there are any. */
    public void look() {
        for (final Port port : ports.values()) {
            final long now = counters.read(port.counter);
            port.drops[place] = now - port.before;
            port.before = now;
        }
        place = (place + 1) % LOOKS;
        state = ports.entrySet().stream()
                .filter(port -> port.getValue().ofMinute() > 0)
                .map(port -> port.getValue().ofMinute() + " before " + port.getKey())
                .collect(Collectors.joining(", "));
        quietLooks = quietLooks > 0 ? quietLooks - 1 : 0;
        if (!state.isEmpty() && quietLooks == 0) {
            quietLooks = LOOKS;
            LOG.warn(
                    "event=kernel_drops datagrams=\"{}\" hint=\"more comes than is read; leela tune, and tcpdump tells"
                            + " who sends\"",
                    state);
        }
    }

    /** One for a minute after the last. The engine does what it can, so all stays ready. */
    public List<Readiness.Part> parts() {
        final String dropped = state;
        return dropped.isEmpty()
                ? List.of()
                : List.of(new Readiness.Part(
                        "kernel drops",
                        true,
                        "datagrams of the last minute: " + dropped
                                + "; more comes than is read, and all who send there lose; leela tune, and tcpdump"
                                + " tells who sends"));
    }
}
