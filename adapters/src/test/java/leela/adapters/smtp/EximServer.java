package leela.adapters.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Debian's mail server Exim, from a folder of its own on a free port of the loopback address: it has a certificate of
 * its own, knows a user {@code leela} with the password {@code secret}, refuses mail for {@code nobody}, puts off mail
 * for {@code later}, and puts the rest into a file.
 * Thread: one.
 */
final class EximServer implements AutoCloseable {

    private static final String PROGRAM = "/usr/sbin/exim4";
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private final int port;
    private Process process;

    EximServer(final Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of(PROGRAM)) && Files.isExecutable(Path.of("/usr/bin/openssl"));
    }

    int port() {
        return port;
    }

    Path certificate() {
        return folder.resolve("cert.pem");
    }

    /** Where all mail is, one behind another, once for each receiver. */
    Path mailbox() {
        return folder.resolve("mail/all");
    }

    EximServer start() throws IOException, InterruptedException {
        for (final String sub : new String[] {"spool", "log", "mail"}) {
            Files.createDirectories(folder.resolve(sub));
        }
        // a mail is written by a user who is not root
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder.resolve("mail"), PosixFilePermissions.fromString("rwxrwxrwx"));
        run(
                "/usr/bin/openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                folder.resolve("key.pem").toString(),
                "-out",
                certificate().toString(),
                "-days",
                "30",
                "-subj",
                "/CN=127.0.0.1");
        final String user = System.getProperty("user.name");
        final Path file = Files.writeString(
                folder.resolve("exim.conf"),
                CONFIGURATION
                        .replace("USER", user)
                        .replace("DELIVERER", user.equals("root") ? "Debian-exim" : user)
                        .replace("FOLDER", folder.toString())
                        .replace("PORT", String.valueOf(port)));
        process = new ProcessBuilder(PROGRAM, "-C", file.toString(), "-bdf", "-q1h")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("exim.out").toFile())
                .start();
        final long deadline = System.nanoTime() + START_TIMEOUT_NS;
        while (!isListening()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IOException("Exim did not start: " + Files.readString(folder.resolve("exim.out")));
            }
            LockSupport.parkNanos(RETRY_NS);
        }
        return this;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private static void run(final String... command) throws IOException, InterruptedException {
        final Process openssl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException(command[0] + " failed");
        }
    }

    private boolean isListening() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (final IOException notYet) {
            return false;
        }
    }

    private static final String CONFIGURATION = """
            exim_user = USER
            exim_group = USER
            spool_directory = FOLDER/spool
            log_file_path = FOLDER/log/%slog
            pid_file_path = FOLDER/exim.pid
            primary_hostname = mail.example.org
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = PORT
            keep_environment =
            tls_advertise_hosts = *
            tls_certificate = FOLDER/cert.pem
            tls_privatekey = FOLDER/key.pem
            acl_smtp_mail = mail
            acl_smtp_rcpt = rcpt
            host_lookup =
            rfc1413_query_timeout = 0s
            auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
            begin acl
            mail:
              accept
            rcpt:
              deny local_parts = nobody
                   message = no such user
              defer local_parts = later
                    message = come again
              accept
            begin routers
            all:
              driver = accept
              transport = file
            begin transports
            file:
              driver = appendfile
              file = FOLDER/mail/all
              envelope_to_add
              user = DELIVERER
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_condition = ${if and{{eq{$auth2}{leela}}{eq{$auth3}{secret}}}}
              server_set_id = $auth2
              server_prompts = :
            """;
}
