package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of a whole engine that is killed: nothing is told twice, nothing is forgotten. */
@Tag("once")
@Tag("slow")
final class AlertsAfterKillTest {

    private static final String ALERTS = "# disks\nALERT disk WHEN [> 90] FROM ^(.*)\\.df$ BY $1 TO pager;\n"
            + "ALERT gone WHEN [> inf] FROM ^(.*)\\.up$ BY $1 NODATA 5s TO pager;\n";

    private static final Clock CLOCK = new SystemClock();

    @TempDir
    private Path folder;

    private Path told;
    private String toml;

    @BeforeEach
    void write() throws Exception {
        told = folder.resolve("told");
        final Path program = folder.resolve("pager");
        Files.writeString(program, "#!/bin/sh\ncat >/dev/null\necho \"$LEELA_EVENT $LEELA_TEXT\" >>" + told + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        final Path alerts = Files.createDirectories(folder.resolve("alerts.d")).resolve("disk.alerts");
        Files.writeString(alerts, ALERTS);
        toml = "[alerts]\nfiles = [\"" + alerts.resolveSibling("*.alerts")
                + "\"]\ngroup_wait = \"0s\"\ntext = \"#{number} {group} {from}>{state}\"\n"
                + "[alerts.exec.pager]\ncommand = [\"" + program + "\"]\n";
    }

    @Test
    void shouldTellNothingTwiceAndForgetNothingWhenItIsKilled() throws Exception {
        try (EngineProcess engine = new EngineProcess(folder, toml)) {
            send(engine, 95);
            awaitTold(1);
            assertThat(alerts()).contains("#1", "firing", "web1");
            assertThat(Invocation.of("ack", "1", "I", "look", "-c", config()).out())
                    .startsWith("#1 (disk web1) is marked as seen by ");
            awaitTold(2);
            engine.sendUdp("gauge 7|web2.up 1 " + nowS() + ";");
            RunningService.await("web2", () -> kept().contains("web2"));
            engine.kill();
        }
        try (EngineProcess engine = new EngineProcess(folder, toml)) {
            assertThat(alerts()).contains("#1", "firing", "web1", "I look");
            // web2 died with the engine; web1 goes on
            awaitTold(3, engine);
            send(engine, 5);
            awaitTold(4);
            engine.kill();
        }

        assertThat(Files.readAllLines(told))
                .containsExactly(
                        "change #1 web1 ok>firing",
                        "ack #1 web1 ok>firing",
                        "change #2 web2 ok>unknown",
                        "change #3 web1 firing>ok");
    }

    private String alerts() {
        return Invocation.of("alerts", "-c", config()).out();
    }

    private String config() {
        return folder.resolve("leela.toml").toString();
    }

    private static String nowS() {
        return CLOCK.timeNs() / Clock.NANOS_PER_SECOND + ".0";
    }

    private void awaitTold(final int lines) {
        RunningService.await(lines + " messages", () -> told().size() >= lines);
    }

    /** While web1 goes on sending. */
    private void awaitTold(final int lines, final EngineProcess engine) {
        final int[] looks = {0};
        RunningService.await(lines + " messages", () -> {
            if (looks[0]++ % 100 == 0) {
                send(engine, 96);
            }
            return told().size() >= lines;
        });
    }

    private static void send(final EngineProcess engine, final int value) {
        try {
            engine.sendUdp("gauge 7|web1.df " + value + " " + nowS() + ";");
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String kept() {
        try {
            return Files.readString(folder.resolve("leela-data/alerts"), StandardCharsets.ISO_8859_1);
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private List<String> told() {
        try {
            return Files.exists(told) ? Files.readAllLines(told) : List.of();
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
