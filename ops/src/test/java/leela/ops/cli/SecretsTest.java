package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leela.adapters.secrets.PinnedCertificate;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine that is given a secret of every kind, and has a use for most: none is in what it prints, answers, keeps or
 * shows of itself and of what it starts.
 */
@Tag("once")
final class SecretsTest {

    /** Nobody listens there. */
    private static final int CLOSED_PORT = 9;

    @TempDir
    private Path folder;

    private final Map<String, String> secrets = new LinkedHashMap<>();
    private Path kept;
    private String toml;

    @BeforeEach
    void configure() throws IOException {
        kept = Files.createDirectories(folder.resolve("secrets"));
        copy("first.pem");
        copy("first.key");
        secrets.put("tls_key", Files.readAllLines(kept.resolve("first.key")).get(2));
        final Path alerts = Files.writeString(
                folder.resolve("disk.alerts"),
                "ALERT disk WHEN [> 90] FROM ^(.*)\\.df$ BY $1 TO hook, manager, mail, program;\n");
        final Path program = Files.writeString(
                folder.resolve("program"),
                "#!/bin/sh\ncat >/dev/null\ncat /proc/$$/environ /proc/$$/cmdline >" + folder.resolve("seen.new")
                        + "\nmv " + folder.resolve("seen.new") + " " + folder.resolve("seen") + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        toml = String.join(
                "\n",
                "http.token_file = '" + file("http-token") + "'",
                "http.tls_certificate = '" + kept.resolve("first.pem") + "'",
                "http.tls_key = '" + kept.resolve("first.key") + "'",
                "collectd.auth_file = '" + file("collectd-user", "anna: ") + "'",
                "collectd.security_level = 'sign'",
                "directory.redis_uri = 'redis://anna@127.0.0.1:" + CLOSED_PORT + "'",
                "directory.password_file = '" + file("redis") + "'",
                "cassandra.username = 'anna'",
                "cassandra.password_file = '" + file("cassandra") + "'",
                "xmpp.enabled = true",
                "xmpp.port = " + CLOSED_PORT,
                "xmpp.password_file = '" + file("xmpp") + "'",
                "[alerts]",
                "files = ['" + alerts + "']",
                "group_wait = '0s'",
                "[alerts.webhooks.hook]",
                "url = 'http://127.0.0.1:" + CLOSED_PORT + "/services/" + secret("hook-path") + "'",
                "token_file = '" + file("hook-token") + "'",
                "secret_file = '" + file("hook-hmac") + "'",
                "[alerts.alertmanager.manager]",
                "url = 'http://127.0.0.1:" + CLOSED_PORT + "'",
                "token_file = '" + file("manager-token") + "'",
                "[alerts.email.mail]",
                "port = " + CLOSED_PORT,
                "user = 'anna'",
                "password_file = '" + file("mail") + "'",
                "from = 'leela@example.org'",
                "to = ['anna@example.org']",
                "[alerts.exec.program]",
                "command = ['" + program + "']",
                "");
    }

    @Test
    void shouldShowNoSecretAnywhere() throws Exception {
        try (EngineProcess engine = new EngineProcess(folder, toml)) {
            engine.sendUdp("gauge 7|web1.df 95 " + new SystemClock().timeNs() / Clock.NANOS_PER_SECOND + ".0;");
            RunningService.await("the program to be told", () -> Files.exists(folder.resolve("seen")));
            // hook, manager and mail: the fifth column counts what is tried again
            RunningService.await(
                    "the others to be tried",
                    () -> of("notify")
                                    .lines()
                                    .filter(line -> line.matches("(\\S+\\s+){4}[1-9].*"))
                                    .count()
                            == 3);
            final Map<String, String> shown = new LinkedHashMap<>();
            shown.put("another token", get(engine, "/metrics", "another"));
            for (final String command : List.of("check", "status", "notify", "refused", "queries", "alerts")) {
                shown.put(command, of(command));
            }
            shown.put("stat", of("stat", "--once", "--all"));
            for (final String path : List.of("/metrics", "/readyz", "/v1/refused", "/v1/alerts", "/v1/none")) {
                shown.put(path, get(engine, path, secrets.get("http-token")));
            }
            for (final String file : List.of("cmdline", "environ")) {
                shown.put(file, text(Path.of("/proc", Long.toString(engine.pid()), file)));
            }
            shown.put("the program's environment", text(folder.resolve("seen")));
            shown.put("the log", text(folder.resolve("leela.log")));
            engine.kill();
            shown.putAll(files(folder.resolve("leela-data")));

            assertThat(shown.size()).isGreaterThan(20);
            assertThat(shown.keySet().stream().filter(where -> shown.get(where).isEmpty()))
                    .isEmpty();
            assertThat(found(shown)).isEmpty();
            assertThat(found(files(kept))).as("each is where it belongs").hasSize(secrets.size() - 1);
        }
    }

    /** What a start refuses is told with the file's name. */
    @Test
    void shouldShowNoSecretWhereItRefusesOne() throws IOException {
        final Map<String, String> shown = new LinkedHashMap<>();
        for (final Path file : list(kept)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        shown.put("files of everybody", check("directory.backend = 'redis'\n" + toml));
        shown.put("on Cassandra", check("storage.backend = 'cassandra'\n" + toml));
        shown.put(
                "passwords in URIs",
                check("directory.redis_uri = 'redis://anna:" + secrets.get("redis") + "@127.0.0.1:6379'\n"
                        + "[alerts.webhooks.hook]\nurl = 'ftp://127.0.0.1/" + secrets.get("hook-path") + "'\n"
                        + "[alerts.alertmanager.manager]\nurl = 'http://anna:" + secrets.get("manager-token")
                        + "@127.0.0.1'\n"));
        shown.put(
                "no TOML", check("directory.redis_uri = 'redis://anna:" + secrets.get("redis") + "@127.0.0.1:6379\n"));

        assertThat(shown.get("files of everybody"))
                .contains("http-token", "redis", "xmpp", "hook-token", "manager-token", "mail");
        assertThat(shown.get("on Cassandra")).contains("cassandra.password_file");
        assertThat(shown.get("passwords in URIs")).contains("redis://anna:****@", "alerts.webhooks.hook.url");
        assertThat(shown.get("no TOML")).contains("no valid TOML");
        assertThat(found(shown)).isEmpty();
    }

    private static String text(final Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private String check(final String settings) throws IOException {
        final Path file = Files.writeString(folder.resolve("checked.toml"), settings);
        final Invocation check = Invocation.of("check", "-c", file.toString());
        return check.out() + check.err();
    }

    private String of(final String... command) {
        final List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("-c", folder.resolve("leela.toml").toString()));
        final Invocation ended = Invocation.of(words.toArray(String[]::new));
        return ended.out() + ended.err();
    }

    private String get(final EngineProcess engine, final String path, final String token)
            throws IOException, InterruptedException {
        final HttpClient client = HttpClient.newBuilder()
                .sslContext(PinnedCertificate.context("test", kept.resolve("first.pem")))
                .build();
        final HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + engine.httpPort() + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.headers() + answer.body();
    }

    /** Which secret is where. */
    private List<String> found(final Map<String, String> shown) {
        final List<String> found = new ArrayList<>();
        shown.forEach((where, text) -> secrets.forEach((name, secret) -> {
            if (text.contains(secret)) {
                found.add(name + " in " + where);
            }
        }));
        return found;
    }

    private static Map<String, String> files(final Path folder) throws IOException {
        final Map<String, String> texts = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.filter(Files::isRegularFile)
                    .filter(one -> !one.toString().endsWith(".so"))
                    .toList()) {
                if (Files.size(file) > 0) {
                    texts.put(file.toString(), text(file));
                }
            }
        }
        return texts;
    }

    private static List<Path> list(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void copy(final String name) throws IOException {
        try (InputStream from = SecretsTest.class.getResourceAsStream("/tls/" + name)) {
            Files.copy(from, kept.resolve(name));
        }
        keepPrivate(kept.resolve(name));
    }

    private Path file(final String name) throws IOException {
        return file(name, "");
    }

    private Path file(final String name, final String before) throws IOException {
        return keepPrivate(Files.writeString(kept.resolve(name), before + secret(name) + "\n"));
    }

    private static Path keepPrivate(final Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private String secret(final String name) {
        return secrets.computeIfAbsent(name, made -> "s3cret-0f-" + made + "-1nTheTest");
    }
}
