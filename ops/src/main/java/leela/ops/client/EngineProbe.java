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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.ops.config.Config;
import leela.ops.config.StorageBackend;
import org.agrona.LangUtil;

/**
 * What the self-test does to a running engine: sends gauges under a key of its own and looks for them.
 * Thread: one.
 * Errors: an exception whose message says what was missed.
 */
public final class EngineProbe {

    private static final int TIMEOUT_MS = 5000;
    private static final long POLL_NS = 50_000_000;
    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);
    private static final int ANSWER_LENGTH = 16;

    private final Config config;
    private final Clock clock;
    private final String key = "leela.selftest." + ProcessHandle.current().pid();
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
        seeInQuery(".udp", this::sendUdp);
    }

    public void seeHttpInQuery() throws Exception {
        seeInQuery(".http", this::sendHttp);
    }

    public void seeUdpInStorage() throws IOException {
        seeInStorage(".udp");
    }

    public void seeHttpInStorage() throws IOException {
        seeInStorage(".http");
    }

    private void seeInQuery(final String suffix, final Sender sender) throws Exception {
        final Program program = Program.parseSelect("SELECT id FROM ^" + (key + suffix).replace(".", "\\.") + "$;");
        final ExecutorService reading =
                Executors.newSingleThreadExecutor(new NamedThreads("leela-selftest", LangUtil::rethrowUnchecked));
        try (ProcClient query =
                ProcClient.start(config.leela().socket(config.dmproc().proc()), program)) {
            sender.send(key + suffix);
            final Event seen = reading.submit(query::next).get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            if (seen == null) {
                throw new Failure("the engine ended the query");
            }
        } catch (final TimeoutException unseen) {
            throw new Failure("not seen within " + TIMEOUT_MS / 1000 + " s", unseen);
        } finally {
            reading.shutdownNow();
        }
    }

    private void seeInStorage(final String suffix) throws IOException {
        final EngineHttp http = new EngineHttp(config.http());
        final String path =
                "/v1/" + EngineHttp.encode(key + suffix) + "?start=" + (nowSeconds - 1) + "&finish=" + (nowSeconds + 1);
        final long deadlineNs = clock.ticksNs() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (clock.ticksNs() - deadlineNs < 0) {
            try (InputStream body = http.get(path)) {
                if (body != null) {
                    return;
                }
            }
            LockSupport.parkNanos(POLL_NS);
        }
        throw new Failure("not seen within " + TIMEOUT_MS / 1000 + " s");
    }

    private void sendUdp(final String to) throws IOException {
        final byte[] metric =
                ("gauge " + to.length() + "|" + to + " 1.0 " + nowSeconds + ".0;").getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(metric, metric.length, address()));
        }
    }

    private void sendHttp(final String to) {
        new EngineHttp(config.http())
                .post(
                        "/v1/" + EngineHttp.encode(to),
                        "{\"type\":\"gauge\",\"value\":1.0,\"timestamp\":" + nowSeconds + "}");
    }

    private InetSocketAddress address() {
        final String host = config.udp().addresses().get(0);
        return new InetSocketAddress(
                host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host,
                config.udp().port());
    }
}
