package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and an engine that speaks TLS. */
final class TlsCommandsTest {

    @TempDir
    private static Path folder;

    private static final Clock CLOCK = new SystemClock();
    private static RunningService running;
    private static String url;

    @BeforeAll
    static void launch() throws IOException {
        for (final String name : new String[] {"first.pem", "first.key", "renewed.pem"}) {
            try (InputStream from = TlsCommandsTest.class.getResourceAsStream("/tls/" + name)) {
                Files.copy(from, folder.resolve(name));
            }
        }
        Files.setPosixFilePermissions(folder.resolve("first.key"), PosixFilePermissions.fromString("rw-------"));
        final String tls = "http.tls_certificate = 'FOLDER/first.pem'\nhttp.tls_key = 'FOLDER/first.key'\n"
                .replace("FOLDER", folder.toString());
        running = RunningService.in(folder, tls);
        Files.writeString(folder.resolve("client.toml"), "leela.data_dir = 'data'\n" + tls);
        url = "https://localhost:" + running.port("http");
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void shouldReachTheEngineOfTheConfigurationByItsOwnCertificate() {
        final Invocation selftest =
                Invocation.of("selftest", "-c", folder.resolve("client.toml").toString());
        assertThat(selftest.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("pass  "));
    }

    @Test
    void shouldShowThatAPortSpeaksTlsAndUntilWhen() {
        assertThat(Invocation.of("status", "-c", folder.resolve("client.toml").toString())
                        .out())
                .containsPattern("ready +http +listening on \\S+; TLS, with a certificate until 2\\d{3}-\\S+Z\\R");
    }

    @Test
    void shouldReachAnEngineElsewhereByItsUrlAndWhatVouchesForIt() {
        final Invocation keys = Invocation.of(
                "keys", "--url", url, "--ca", folder.resolve("first.pem").toString());
        assertThat(keys.err()).isEmpty();
        assertThat(keys.status()).isEqualTo(ExitStatus.GOOD);
    }

    @Test
    void shouldNotAskAnEngineThatNobodyVouchesFor() {
        assertThat(Invocation.of("keys", "--url", url).err())
                .contains("is not trusted", "--ca FILE")
                .doesNotContain("PKIX");
        assertThat(Invocation.of(
                                "keys",
                                "--url",
                                url,
                                "--ca",
                                folder.resolve("renewed.pem").toString())
                        .err())
                .contains("is not trusted");
        assertThat(Invocation.of(
                                "keys",
                                "--url",
                                url.replace("localhost", "127.0.0.2"),
                                "--ca",
                                folder.resolve("first.pem").toString())
                        .status())
                .as("another name than the certificate's")
                .isEqualTo(ExitStatus.FAILED);
        assertThat(Invocation.of("keys", "--url", "localhost:4080").err()).contains("expected: http://HOST:PORT");
    }

    @Test
    void shouldSayThatAPortSpeaksTlsWhenAskedInTheClear() {
        assertThat(Invocation.of("keys", "--url", url.replace("https", "http")).err())
                .contains("Try " + url);
        RunningService.await(
                "what the engine keeps of it",
                () -> Invocation.of(
                                "refused", "-c", folder.resolve("client.toml").toString())
                        .out()
                        .contains("What came is no TLS, and this port speaks nothing else"));
    }

    @Test
    void shouldFollowAQueryOnAnEngineElsewhere() {
        final CompletableFuture<Invocation> query = CompletableFuture.supplyAsync(() -> Invocation.of(
                "query",
                "SELECT id FROM ^far[.]load$;",
                "--count",
                "1",
                "--url",
                url,
                "--ca",
                folder.resolve("first.pem").toString()));

        RunningService.await("a result", () -> {
            sendGauge();
            return query.isDone();
        });

        assertThat(query.join().err()).contains(" now");
        assertThat(query.join().out()).contains(" 2.5 far.load");
        assertThat(query.join().status()).isEqualTo(ExitStatus.GOOD);
    }

    private static void sendGauge() {
        try {
            running.sendUdp("gauge 8|far.load 2.5 " + CLOCK.timeNs() / Clock.NANOS_PER_SECOND + ".0;");
        } catch (final IOException unsent) {
            throw new UncheckedIOException(unsent);
        }
    }
}
