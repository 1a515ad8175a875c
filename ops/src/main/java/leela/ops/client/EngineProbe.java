package leela.ops.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.io.http.status.Readiness;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.ops.admin.ControlException;
import leela.ops.admin.ListenersControl;
import leela.ops.admin.PartsControl;
import leela.ops.admin.QueriesControl;
import leela.ops.config.Config;
import leela.ops.config.LeelaConfig;
import leela.ops.config.StorageBackend;
import org.agrona.LangUtil;

/**
 * What the self-test does to a running engine: sends gauges under keys of its own and looks for them. Nothing that was
 * stored can be taken back, so these keys are always the same two; what tells one test's gauges from another's is their
 * value.
 * Thread: one.
 * Errors: an exception whose message says what was missed.
 */
public final class EngineProbe {

    private static final int TIMEOUT_MS = 5000;
    private static final long POLL_NS = 50_000_000;
    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);
    private static final int ANSWER_LENGTH = 16;
    private static final int MAX_VALUE = 1_000_000_000;
    private static final String UDP_KEY = "leela.selftest.udp";
    private static final String HTTP_KEY = "leela.selftest.http";

    private final Config config;
    private final Clock clock;
    private final double value = ThreadLocalRandom.current().nextInt(MAX_VALUE);
    private final long nowSeconds;

    /** Sends what a check is about. */
    private interface Sender {
        void send(String key) throws IOException;
    }

    public EngineProbe(final Config config, final Clock clock) {
        this.config = config;
        this.clock = clock;
        nowSeconds = clock.timeNs() / Clock.NANOS_PER_SECOND;
    }

    public boolean hasStorage() {
        return config.storageBackend() != StorageBackend.NONE;
    }

    public void ping() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(address());
            socket.send(new DatagramPacket(PING, PING.length));
            final DatagramPacket answer = new DatagramPacket(new byte[ANSWER_LENGTH], ANSWER_LENGTH);
            socket.receive(answer);
            final String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
            if (!text.equals("pong")) {
                throw new Failure(address() + " answered \"" + text + "\" (expected: pong)");
            }
        } catch (final SocketTimeoutException silent) {
            throw new Failure("no answer from " + address() + " within " + TIMEOUT_MS / 1000 + " s", silent);
        } catch (final IOException refused) {
            final InetSocketAddress udp = address();
            throw new Failure("nobody listens at udp " + udp.getHostString() + ":" + udp.getPort(), refused);
        }
    }

    public void seeUdpInQuery() throws Exception {
        seeInQuery(UDP_KEY, this::sendUdp);
    }

    public void seeHttpInQuery() throws Exception {
        seeInQuery(HTTP_KEY, this::sendHttp);
    }

    public void seeUdpInStorage() throws IOException {
        seeInStorage(UDP_KEY);
    }

    public void seeHttpInStorage() throws IOException {
        seeInStorage(HTTP_KEY);
    }

    /** Whether a part such as {@code xmpp} does its work, as the engine itself sees it. */
    public void seeReady(final String name) {
        final Readiness.Part part = PartsControl.ask(config.leela()).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure("the engine runs without it; was it started with this configuration?"));
        if (!part.isReady()) {
            throw new Failure(part.state());
        }
    }

    /** Why nothing more comes of a query: the engine ended it, or is not there any more. */
    public static Failure queryEnded(final LeelaConfig engine) {
        try {
            final var unused = ListenersControl.ask(engine);
            return new Failure("the engine has ended the query");
        } catch (final ControlException gone) {
            return new Failure("the engine is gone: " + gone.getMessage(), gone);
        }
    }

    /** Why a query did not even begin: most likely the engine runs as many as it may. */
    public static Failure queryNotBegun(final Config config, final IOException seen) {
        try {
            final int running = QueriesControl.ask(config.leela()).size();
            if (running >= config.dmproc().maxQueries()) {
                return new Failure("the engine already runs " + running + " queries, as many as dmproc.max_queries lets"
                        + " it; leela queries shows them and whose they are");
            }
        } catch (final ControlException unknown) {
            return queryEnded(config.leela());
        }
        return seen instanceof ProcClient.RefusedException
                ? new Failure(seen.getMessage(), seen)
                : queryEnded(config.leela());
    }

    private void seeInQuery(final String key, final Sender sender) throws Exception {
        final Program program = Program.parseSelect("SELECT id FROM ^" + key.replace(".", "\\.") + "$;");
        final ExecutorService reading =
                Executors.newSingleThreadExecutor(new NamedThreads("leela-selftest", LangUtil::rethrowUnchecked));
        try (ProcClient query =
                ProcClient.start(config.leela().socket(config.dmproc().proc()), program)) {
            sender.send(key);
            if (!reading.submit(() -> isSeen(query)).get(TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                throw queryEnded(config.leela());
            }
        } catch (final TimeoutException unseen) {
            throw new Failure("not seen within " + TIMEOUT_MS / 1000 + " s", unseen);
        } finally {
            reading.shutdownNow();
        }
    }

    /** Reads on until our gauge comes; false where the query ends. */
    private boolean isSeen(final ProcClient query) throws IOException {
        Event event = query.next();
        while (event != null && event.value() != value) {
            event = query.next();
        }
        return event != null;
    }

    private void seeInStorage(final String key) throws IOException {
        final EngineHttp http = new EngineHttp(config);
        // stored times are cut to the resolution
        final long start = nowSeconds - 1 - config.storage().resolution().toSeconds();
        final String path = "/v1/key/" + EngineHttp.encode(key.getBytes(StandardCharsets.US_ASCII)) + "?start=" + start
                + "&finish=" + (nowSeconds + 1);
        final long deadlineNs = clock.ticksNs() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (clock.ticksNs() - deadlineNs < 0) {
            if (isStored(http, path)) {
                return;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        throw new Failure("not seen within " + TIMEOUT_MS / 1000 + " s");
    }

    private boolean isStored(final EngineHttp http, final String path) throws IOException {
        final AtomicBoolean isStored = new AtomicBoolean();
        try (InputStream body = http.get(path)) {
            if (body != null) {
                SeriesReader.read(body, (seconds, stored) -> {
                    if (Double.parseDouble(stored) == value) {
                        isStored.set(true);
                    }
                });
            }
        }
        return isStored.get();
    }

    private void sendUdp(final String to) throws IOException {
        final byte[] metric = ("gauge " + to.length() + "|" + to + " " + value + " " + nowSeconds + ".0;")
                .getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(metric, metric.length, address()));
        }
    }

    private void sendHttp(final String to) {
        new EngineHttp(config)
                .post(
                        "/v1/" + EngineHttp.encode(to.getBytes(StandardCharsets.US_ASCII)),
                        "{\"type\":\"gauge\",\"value\":" + value + ",\"timestamp\":" + nowSeconds + "}");
    }

    private InetSocketAddress address() {
        final String host = config.udp().addresses().get(0);
        return new InetSocketAddress(
                host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host,
                EngineAddresses.of(config.leela())
                        .port("udp", host, config.udp().port()));
    }
}
