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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.ops.cli.Launcher;

/**
 * An engine as users start it, in a process of its own that can be killed. Starting another one on the same folder is a
 * restart.
 * Thread: the test's.
 */
public final class EngineProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("leela \\S+ ready: udp 127\\.0\\.0\\.1:(\\d+), .*");

    private final Process process;
    private final BufferedReader out;
    private final int udpPort;

    /** Returns once it is ready, with its data under {@code folder}, every port free, and these further settings. */
    public EngineProcess(final Path folder, final String toml) throws IOException {
        this(folder, toml, "");
    }

    /** The same with these options of the JVM. */
    EngineProcess(final Path folder, final String toml, final String javaOptions) throws IOException {
        final Path config = Files.writeString(
                Files.createDirectories(folder).resolve("leela.toml"),
                "udp.port = 0\ncollectd.port = 0\nhttp.port = 0\n" + toml);
        final ProcessBuilder launcher = Launcher.leela(folder, "run", "-c", config.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("leela.log").toFile()));
        launcher.environment().put("LEELA_JAVA_OPTS", javaOptions);
        process = launcher.start();
        out = process.inputReader(StandardCharsets.UTF_8);
        final Matcher ready = READY.matcher(String.valueOf(out.readLine()));
        assertThat(ready.matches())
                .as("the ready line; see %s", folder.resolve("leela.log"))
                .isTrue();
        udpPort = Integer.parseInt(ready.group(1));
    }

    public void sendUdp(final String text) throws IOException {
        final byte[] datagram = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(datagram, datagram.length, new InetSocketAddress("127.0.0.1", udpPort)));
        }
    }

    long pid() {
        return process.pid();
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
