package leela.adapters.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real Redis as a child process on a free port of the loopback address.
 * Thread: one.
 */
public final class RedisServer implements AutoCloseable {

    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final String PONG = "+PONG";

    private final Path folder;
    private final int port;
    private Process process;

    /** Keeps its data in this folder; not started yet. */
    public RedisServer(final Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** Whether this machine has Redis; {@code ops/test} installs it. */
    public static boolean isInstalled() {
        return Path.of("/usr/bin/redis-server").toFile().canExecute();
    }

    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Starts it, or starts it again with the data of the time before; returns once it answers. */
    public RedisServer start() throws IOException {
        process = new ProcessBuilder(
                        "/usr/bin/redis-server",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync", // else a kill may lose what Redis has said it has
                        "always",
                        "--daemonize",
                        "no")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        final long deadline = System.nanoTime() + START_TIMEOUT_NS;
        while (!isAnswering()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IOException("Redis did not start; see " + folder.resolve("redis.log"));
            }
            LockSupport.parkNanos(RETRY_NS);
        }
        return this;
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Lets it take connections and answer nothing. */
    public void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on, with what waited first. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(final String name) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor()
                != 0) {
            throw new IOException("kill " + name + " failed");
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** It takes connections before it has loaded its data. */
    private boolean isAnswering() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            probe.setSoTimeout(1000);
            probe.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(probe.getInputStream().readNBytes(PONG.length()), StandardCharsets.US_ASCII).equals(PONG);
        } catch (final IOException refused) {
            return false;
        }
    }
}
