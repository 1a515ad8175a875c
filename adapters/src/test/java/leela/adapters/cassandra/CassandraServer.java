package leela.adapters.cassandra;

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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real Cassandra node as a child process on a loopback address, with a login and, for those who ask, TLS. Nodes of
 * one cluster have ports in common and addresses of their own.
 * Thread: one.
 */
public final class CassandraServer implements AutoCloseable {

    /** The login that a new cluster has. */
    public static final String USER = "cassandra";

    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String KEYSTORE_PASSWORD = "of-the-test";
    private static final int NODES = 3;

    private static CassandraServer shared;

    private final Path folder;
    private final int number;
    private final int port;
    private final int storagePort;
    private final String heap;
    private Process process;
    private boolean hasRun;

    private CassandraServer(
            final Path folder, final int number, final int port, final int storagePort, final String heap) {
        this.folder = folder;
        this.number = number;
        this.port = port;
        this.storagePort = storagePort;
        this.heap = heap;
    }

    /** A cluster of one, in this folder; not started yet. */
    public static CassandraServer single(final Path folder) throws IOException {
        return new CassandraServer(Files.createDirectories(folder), 1, freePort(), freePort(), "512m").configured();
    }

    /** Three nodes of one cluster; to be started in this order. */
    public static List<CassandraServer> cluster(final Path folder) throws IOException {
        final int port = freePort();
        final int storagePort = freePort();
        final List<CassandraServer> nodes = new ArrayList<>();
        for (int i = 1; i <= NODES; i++) {
            nodes.add(new CassandraServer(
                            Files.createDirectories(folder.resolve("node" + i)), i, port, storagePort, "256m")
                    .configured());
        }
        return nodes;
    }

    /** One that runs until this virtual machine ends, for tests that leave it as it was. */
    public static synchronized CassandraServer shared() {
        try {
            if (shared == null) {
                final Path folder = Files.createTempDirectory("leela-cassandra");
                final CassandraServer server = single(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.close();
                    delete(folder);
                }));
                shared = server.start();
            }
            return shared;
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether this machine has a JDK that the server runs on. */
    public static boolean canRun() {
        return java17() != null;
    }

    public String contactPoint() {
        return address() + ":" + port;
    }

    /** The file with the password of {@link #USER}. */
    public Path passwordFile() {
        return folder.resolve("password");
    }

    /** What clients that use TLS may trust. */
    public Path certificate() {
        return folder.resolve("node.pem");
    }

    public long pid() {
        return process.pid();
    }

    /** Starts it, or starts it again with the data of the time before; returns once it takes logins. */
    public CassandraServer start() throws IOException {
        final String classPath = classPath();
        final List<String> command = new ArrayList<>(List.of(
                java17().resolve("bin/java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "@" + folder.resolve("jvm.flags"),
                "-Dcassandra.config=" + folder.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml").toUri(),
                "-Dcassandra-foreground=yes",
                "-Dcassandra.jmx.local.port=0",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Djna.tmpdir=" + folder.resolve("tmp"),
                "-cp",
                classPath,
                "org.apache.cassandra.service.CassandraDaemon"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        await("the port", this::isListening);
        if (!hasRun && number == 1) {
            await(
                    "the first login",
                    () -> Files.exists(log()) && read(log()).contains("Created default superuser role"));
        }
        hasRun = true;
        return this;
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops it in its tracks; connections stay open and nothing answers. */
    public void stop() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on after {@link #stop}. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private void signal(final String name) throws IOException, InterruptedException {
        run(folder, List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    private String address() {
        return "127.0.0." + number;
    }

    private Path log() {
        return folder.resolve("cassandra.log");
    }

    private CassandraServer configured() throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        Files.writeString(passwordFile(), USER + "\n");
        Files.setPosixFilePermissions(passwordFile(), PosixFilePermissions.fromString("rw-------"));
        for (final String name : List.of("jvm.flags", "logback.xml", "cassandra.yaml")) {
            Files.writeString(
                    folder.resolve(name),
                    resource(name)
                            .replace("@FOLDER@", folder.toString())
                            .replace("@ADDRESS@", address())
                            .replace("@PORT@", Integer.toString(port))
                            .replace("@STORAGE_PORT@", Integer.toString(storagePort))
                            .replace("@SEED@", "127.0.0.1")
                            .replace("@KEYSTORE_PASSWORD@", KEYSTORE_PASSWORD)
                            .replace("@TOKEN@", Long.toString(Long.MIN_VALUE / NODES * 2 * (number - 2))));
        }
        final String key = folder.resolve("key.pem").toString();
        run(
                folder,
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=node",
                        "-addext",
                        "subjectAltName=IP:" + address(),
                        "-keyout",
                        key,
                        "-out",
                        certificate().toString()));
        run(
                folder,
                List.of(
                        "openssl",
                        "pkcs12",
                        "-export",
                        "-inkey",
                        key,
                        "-in",
                        certificate().toString(),
                        "-out",
                        folder.resolve("node.p12").toString(),
                        "-passout",
                        "pass:" + KEYSTORE_PASSWORD));
        return this;
    }

    private boolean isListening() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(address(), port), 1000);
            return true;
        } catch (final IOException refused) {
            return false;
        }
    }

    private void await(final String what, final BooleanSupplier condition) throws IOException {
        final long deadline = System.nanoTime() + START_TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IOException("Cassandra did not start (" + what + "); see " + log());
            }
            LockSupport.parkNanos(RETRY_NS);
        }
    }

    /** The server's jars, from Maven's local repository; looked up once a build. */
    private static String classPath() throws IOException {
        final Path target = Files.createDirectories(root().resolve("adapters/target/cassandra"));
        final Path pom = target.resolve("pom.xml");
        final Path found = target.resolve("classpath");
        final String asked = resource("server-pom.xml");
        if (!Files.exists(found)
                || !Files.exists(pom)
                || !read(pom).equals(asked)
                || !Stream.of(read(found).split(":")).allMatch(jar -> Files.exists(Path.of(jar)))) {
            Files.writeString(pom, asked);
            run(
                    target,
                    List.of(
                            "mvn",
                            "-B",
                            "-ntp",
                            "-q",
                            "-f",
                            pom.toString(),
                            "dependency:build-classpath",
                            "-DincludeScope=runtime",
                            "-Dmdep.outputFile=" + found));
        }
        return read(found);
    }

    /** The server runs on JDK 17, whatever the tests run on. */
    private static Path java17() {
        final Path own = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() == 17) {
            return own;
        }
        try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/java"))
                            && Files.exists(home.resolve("release"))
                            && read(home.resolve("release")).contains("JAVA_VERSION=\"17"))
                    .findFirst()
                    .orElse(null);
        } catch (final IOException none) {
            return null;
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static void run(final Path folder, final List<String> command) throws IOException {
        final Path output = folder.resolve("command.log");
        final Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (child.onExit().join().exitValue() != 0) {
            throw new IOException(command.get(0) + " failed: " + read(output));
        }
    }

    private static String resource(final String name) throws IOException {
        try (InputStream in = CassandraServer.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void delete(final Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (final IOException left) {
            System.err.println("left behind: " + folder);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
