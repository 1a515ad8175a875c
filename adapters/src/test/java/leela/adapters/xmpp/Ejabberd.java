package leela.adapters.xmpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real ejabberd as a child process, on free ports of the loopback address, without its control script: that one wants
 * another user, and a port mapper that listens to everybody.
 * Thread: one.
 */
public final class Ejabberd implements AutoCloseable {

    private static final long PATIENCE_NS = 120_000_000_000L;
    private static final Path ERL = Path.of("/usr/bin/erl");
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String LIBRARIES = "/usr/lib/x86_64-linux-gnu";

    private final Path folder;
    private final int plainPort = freePort();
    private final int tlsPort = freePort();
    private final int nodePort = freePort();
    private final List<String> users;
    private Process process;

    /** With these users on {@code localhost}, each with its name as password. */
    public Ejabberd(final Path folder, final List<String> users) throws IOException, InterruptedException {
        this(folder, users, "localhost");
    }

    /** With a certificate for this name. */
    Ejabberd(final Path folder, final List<String> users, final String certified)
            throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.users = users;
        Files.createDirectories(folder.resolve("spool"));
        Files.writeString(folder.resolve("inetrc"), "");
        makeCertificate(certified);
        try (InputStream template = Ejabberd.class.getResourceAsStream("ejabberd.yml")) {
            Files.writeString(
                    folder.resolve("ejabberd.yml"),
                    new String(template.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("@FOLDER@", folder.toString())
                            .replace("@PLAIN_PORT@", Integer.toString(plainPort))
                            .replace("@TLS_PORT@", Integer.toString(tlsPort)));
        }
    }

    /** Whether this machine has what the tests of the chat need; {@code ops/test} installs it. */
    public static boolean isInstalled() {
        return Files.isExecutable(ERL)
                && Files.isDirectory(Path.of(LIBRARIES))
                && Files.isExecutable(PYTHON)
                && Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/slixmpp"))
                && Files.exists(Path.of("/usr/sbin/ejabberdctl"));
    }

    public int plainPort() {
        return plainPort;
    }

    public int tlsPort() {
        return tlsPort;
    }

    public Path certificate() {
        return folder.resolve("certificate.pem");
    }

    /** Starts it, or starts it again with what it has kept; returns once it takes connections. */
    public Ejabberd start() throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(
                ERL.toString(),
                "-sname",
                "leelatest" + nodePort + "@localhost",
                "-setcookie",
                "leelatest",
                "-start_epmd",
                "false",
                "-erl_epmd_port",
                Integer.toString(nodePort),
                "-kernel",
                "inet_dist_use_interface",
                "{127,0,0,1}",
                "-mnesia",
                "dir",
                "\"" + folder.resolve("spool") + "\"",
                "-s",
                "ejabberd",
                "-noinput",
                "+K",
                "true",
                "-eval",
                registration());
        builder.environment()
                .putAll(Map.of(
                        "EJABBERD_CONFIG_PATH",
                        folder.resolve("ejabberd.yml").toString(),
                        "EJABBERD_LOG_PATH",
                        folder.resolve("ejabberd.log").toString(),
                        "ERL_CRASH_DUMP",
                        folder.resolve("crash.dump").toString(),
                        "ERL_LIBS",
                        LIBRARIES,
                        "HOME",
                        folder.toString(),
                        "ERL_DIST_PORT",
                        Integer.toString(nodePort)));
        process = builder.directory(folder.resolve("spool").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        await("ejabberd to listen", () -> isListening(plainPort) && isListening(tlsPort));
        await("users to be registered", () -> Files.exists(folder.resolve("spool/registered")));
        return this;
    }

    /** How often the server has logged that it did not let this user in. */
    long refusedLogins(final String user) {
        try (Stream<String> lines = Files.lines(folder.resolve("ejabberd.log"))) {
            return lines.filter(line -> line.contains("Failed") && line.contains(" " + user + "@localhost"))
                    .count();
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private String registration() {
        final StringBuilder body = new StringBuilder();
        users.forEach(user -> body.append("ejabberd_auth:try_register(")
                .append(binary(user))
                .append(", <<\"localhost\">>, ")
                .append(binary(user))
                .append("), "));
        return body + "file:write_file(\"registered\", <<>>).";
    }

    /** As Erlang writes bytes. */
    private static String binary(final String text) {
        final StringJoiner bytes = new StringJoiner(",", "<<", ">>");
        for (final byte one : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(Integer.toString(one & 0xff));
        }
        return bytes.toString();
    }

    private void makeCertificate(final String name) throws IOException, InterruptedException {
        final Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:" + name,
                        "-keyout",
                        "key.pem",
                        "-out",
                        "certificate.pem")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl failed; see " + folder.resolve("openssl.log"));
        }
        Files.writeString(
                folder.resolve("cert.pem"),
                Files.readString(certificate()) + Files.readString(folder.resolve("key.pem")));
    }

    /** Waits for something to become true, and fails where it does not. */
    static void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean isListening(final int port) {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (final IOException refused) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
