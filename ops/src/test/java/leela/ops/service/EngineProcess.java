package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.ops.cli.Launcher;

/**
 * An engine as users start it, in a process of its own that can be killed. Starting another one on the same folder is a
 * restart.
 * Thread: the test's.
 */
public final class EngineProcess implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("leela \\S+ ready: udp 127\\.0\\.0\\.1:(\\d+), .*\\bhttp 127\\.0\\.0\\.1:(\\d+).*");

    /** Without the compiler that pays off after minutes only. */
    private static final String SOON = "-XX:TieredStopAtLevel=1 ";

    private final Process process;
    private final BufferedReader out;
    private final int udpPort;
    private final int httpPort;

    /**
     * Returns once it is ready, with its data under {@code folder}, kept for ever, every port free, and these further
     * settings.
     */
    public EngineProcess(final Path folder, final String toml) throws IOException {
        this(folder, toml, "");
    }

    /** The same with these options of the JVM. */
    EngineProcess(final Path folder, final String toml, final String javaOptions) throws IOException {
        process = start(folder, toml, javaOptions);
        out = process.inputReader(StandardCharsets.UTF_8);
        final Matcher ready = READY.matcher(String.valueOf(out.readLine()));
        assertThat(ready.matches())
                .as("the ready line; see %s", folder.resolve("leela.log"))
                .isTrue();
        udpPort = Integer.parseInt(ready.group(1));
        httpPort = Integer.parseInt(ready.group(2));
    }

    /** Starts one, and kills it so long after, ready or not. */
    public static void killWhileStarting(final Path folder, final String toml, final Duration after)
            throws IOException, InterruptedException {
        final Process process = start(folder, toml, "");
        final boolean unused = process.waitFor(after.toNanos(), TimeUnit.NANOSECONDS);
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    private static Process start(final Path folder, final String toml, final String javaOptions) throws IOException {
        final Path config = Files.writeString(
                Files.createDirectories(folder).resolve("leela.toml"),
                "udp.port = 0\ncollectd.port = 0\nhttp.port = 0\nstorage.retention = \"0s\"\n" + toml);
        final ProcessBuilder launcher = Launcher.leela(folder, "run", "-c", config.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("leela.log").toFile()));
        launcher.environment().put("LEELA_JAVA_OPTS", SOON + javaOptions);
        return launcher.start();
    }

    InetSocketAddress udp() {
        return new InetSocketAddress("127.0.0.1", udpPort);
    }

    public int httpPort() {
        return httpPort;
    }

    public void sendUdp(final String text) throws IOException {
        final byte[] datagram = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(datagram, datagram.length, udp()));
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it as {@code kill} does; its exit status. */
    int end(final Duration patience) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s", patience)
                .isTrue();
        return process.exitValue();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Ends it as a service manager does, and gives its exit status. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}
