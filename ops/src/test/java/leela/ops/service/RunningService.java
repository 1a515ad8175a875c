package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import leela.engine.counters.Counter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.transport.unix.DatabusClient;
import leela.ops.config.Config;
import leela.ops.config.ConfigFile;
import leela.ops.input.UdpInput;
import leela.ops.input.UdpInputs;

/**
 * A whole service on loopback, on free ports, in a folder of its own; closing it checks that nothing is left and
 * nothing went wrong.
 * Thread: the test's.
 */
public final class RunningService implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FREE_PORTS = "udp.port = 0\ncollectd.port = 0\n";
    private static final String FOR_EVER = "storage.retention = \"0s\"\n";

    private static final AtomicInteger RUNNING = new AtomicInteger();

    private final Set<String> threadsBefore = threads();
    private final Config config;
    private final Service service;

    private RunningService(final Config config, final List<UdpInput> inputs, final Clock clock) {
        this.config = config;
        service = Service.launch(config, inputs, clock, () -> {});
        RUNNING.incrementAndGet();
    }

    /**
     * With every key at its default but the folder, the ports, the retention (for ever: tests' times are of any year),
     * and those given as TOML.
     */
    public static RunningService in(final Path folder, final String toml) {
        return in(folder, toml, new SystemClock());
    }

    /** The same, by a clock of the test's. */
    public static RunningService in(final Path folder, final String toml, final Clock clock) {
        final Config config = config(folder, toml);
        return new RunningService(config, UdpInputs.of(config), clock);
    }

    /** The same with one more input. */
    static RunningService with(final UdpInput further, final Path folder) {
        final Config config = config(folder, "");
        final List<UdpInput> inputs = new ArrayList<>(UdpInputs.of(config));
        inputs.add(further);
        return new RunningService(config, inputs, new SystemClock());
    }

    /** The configuration that {@link #in} runs. */
    public static Config config(final Path folder, final String toml) {
        return ConfigFile.parse(
                        "test",
                        "leela.data_dir = \"" + folder.resolve("data") + "\"\nleela.node = \"here\"\n" + FREE_PORTS
                                + (toml.contains("http.port") ? "" : "http.port = 0\n")
                                + (toml.contains("storage.retention") ? "" : FOR_EVER) + toml)
                .config();
    }

    public Service service() {
        return service;
    }

    public Config config() {
        return config;
    }

    /** Port of a listener such as {@code udp}. */
    public int port(final String listener) {
        final String address = service.address(listener);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    public void sendUdp(final String text) throws IOException {
        sendUdp("udp", text.getBytes(StandardCharsets.UTF_8));
    }

    public void sendUdp(final String listener, final byte[] datagram) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                    new DatagramPacket(datagram, datagram.length, new InetSocketAddress("127.0.0.1", port(listener))));
        }
    }

    /**
     * Waits until all that stood in line at a UDP listener has been read: datagrams are read in order, by one thread,
     * and counted before they are decoded; so where a second empty one is counted, all before the first are decoded.
     */
    public void awaitRead(final String listener, final Counter datagrams) throws IOException {
        for (int i = 0; i < 2; i++) {
            final long before = read(datagrams);
            sendUdp(listener, new byte[0]);
            await("an empty datagram to be read", () -> read(datagrams) > before);
        }
    }

    public void sendDatabus(final String text) throws IOException {
        try (DatabusClient databus = new DatabusClient(Path.of(service.address("timeline-databus")))) {
            databus.send(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    public long read(final Counter id) {
        return service.counters().read(id);
    }

    /** Received entries that the ledger does not account for. */
    public long imbalance() {
        return service.counters().sum("metrics.received")
                - service.counters().sum("metrics.rejected")
                - service.counters().sum("metrics.dropped")
                - service.counters().sum("metrics.absorbed")
                - service.counters().sum("metrics.emitted");
    }

    /** Waits for something to become true, and fails where it does not. */
    public static void await(final String what, final BooleanSupplier condition) {
        final Clock clock = new SystemClock();
        final long deadlineNs = clock.ticksNs() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(clock.ticksNs()).as("waiting for %s", what).isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The engine's live threads. */
    public static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("leela-"))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        service.close();
        final boolean isAlone = RUNNING.decrementAndGet() == 0; // another one starts some when they are wanted
        assertThat(service.distinctFaults())
                .as("distinct faults; see data/errors")
                .isZero();
        await("the engine's threads to end", () -> !isAlone || threadsBefore.containsAll(threads()));
    }
}
