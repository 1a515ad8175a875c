package leela.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.io.http.access.TokenFile;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes of alerts on a whole engine. */
final class AlertsOverHttpTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Clock clock = new SystemClock();
    private RunningService engine;
    private String token = "";

    @Test
    void shouldShowAndTakeWhatIsSaidOfAnAlert(@TempDir final Path folder) throws Exception {
        try (RunningService running = RunningService.in(folder, "storage.backend = \"none\"\n")) {
            engine = running;
            assertThat(call("GET", "/v1/alerts", "")).contains("\"alerts\":[]");
            assertThat(call("POST", "/v1/alerts", "ALERT disk WHEN [> 90] FROM ^(.*)\\.df$ BY $1 SEVERITY critical;"))
                    .contains("The alert disk runs. No known series matches.");
            assertThat(call("POST", "/v1/alerts", "ALERT other WHEN [> 90] FROM df;"))
                    .contains("The alert other runs. ");
            assertThat(call("POST", "/v1/alerts", "ALERT other WHEN [> 91] FROM df;"))
                    .contains("The alert other runs, in place of the one that had this name. ");
            engine.sendUdp("gauge 7|web1.df 95 " + clock.timeNs() / Clock.NANOS_PER_SECOND + ".0;");
            RunningService.await(
                    "firing",
                    () -> call("GET", "/v1/alerts?state=firing", "")
                            .contains("\"number\":1,\"state\":\"firing\",\"alert\":\"disk\",\"group\":\"web1\""));

            assertThat(firstChange()).startsWith("data: {\"number\":1,\"opened\":1,\"alert\":\"disk\"");
            assertThat(call("POST", "/v1/alerts/1/ack", "I look")).contains("is marked as seen by");
            assertThat(call("POST", "/v1/alerts/1/ack?by=anna", "I look"))
                    .contains(
                            "is marked as seen by anna at 127.0.0.1 by HTTP, until it is over. It was marked so by"
                                    + " 127.0.0.1 by HTTP at 20",
                            "Z: I look.");
            assertThat(call("POST", "/v1/alerts/1/ack?by=an%20na", "I look"))
                    .contains("\"status\":400", "by: (expected: ");
            assertThat(call("GET", "/v1/alerts/1", ""))
                    .contains("\"from\":\"ok\",\"to\":\"firing\"", "\"ack_text\":\"I look\"")
                    .contains("\"history\":[{\"number\":1,", "\"why\":\"#1 disk web1 went from ok to firing at ")
                    .contains("The value was 95, which meets [> 90].");
            assertThat(call("GET", "/metrics", "")).contains("leela_alerts{alert=\"disk\",state=\"firing\"} 1\n");
            assertThat(call("POST", "/v1/silences?regex=web1&for=2h", "a new disk"))
                    .contains("It is of 2 of the 2 alerts that are open, and of all groups of 0 of the 2 that run.")
                    .contains("UNSILENCE 1;");
            assertThat(call("GET", "/readyz", "")).contains("silences", "1 holds until 20", "Z, of web1");
            assertThat(call("GET", "/v1/silences", "")).contains("\"silence\":1,\"regex\":\"web1\"");
            assertThat(call("DELETE", "/v1/silences/1", "")).contains("People are told again");

            assertThat(call("POST", "/v1/alerts/1/silence?for=2h", "this one"))
                    .contains("Nobody is told of what matches ^disk web1$ for 2h", "UNSILENCE 2;");
            assertThat(call("GET", "/v1/alerts?match=disk", "")).contains("\"silence\":2");
            assertThat(call("GET", "/v1/alerts?match=other", "")).doesNotContain("\"silence\":");
            assertThat(call("DELETE", "/v1/silences/2", "")).contains("People are told again");
            assertThat(call("POST", "/v1/alerts/1/silence", "")).contains("\"status\":400", "for:  (expected: a time");
            assertThat(call("POST", "/v1/silences?for=2h", "")).contains("\"status\":400", "regex: (expected:");
            assertThat(call("POST", "/v1/alerts/9/silence?for=2h", "")).contains("There is no alert #9.");

            assertThat(call("GET", "/v1/alerts?limit=1&match=web1", ""))
                    .contains("\"alerts\":[{\"number\":", "\"open\":");
            assertThat(call("GET", "/v1/alerts?limit=0", "")).contains("limit: 0 (expected: from 1 to 10000)");
            assertThat(call("POST", "/v1/alerts/1/close", "retired; {x}"))
                    .contains("#1 (disk web1) is closed, and who was told of it is told so.");
            assertThat(call("GET", "/v1/alerts", "")).doesNotContain("\"number\":1,");
            assertThat(call("GET", "/v1/alerts/1", ""))
                    .contains("\"from\":\"firing\",\"to\":\"closed\"", ": retired, (x)\"");
            assertThat(call("POST", "/v1/alerts/1/seen", "")).contains("a number and /ack or /close");

            assertThat(call("GET", "/v1/alerts/9", "")).contains("\"status\":404");
            assertThat(call("POST", "/v1/alerts/9/ack", "")).contains("\"status\":404");
            assertThat(call("POST", "/v1/alerts", "WHY 9;")).contains("\"status\":404");
            assertThat(call("POST", "/v1/alerts", "DROP ALERT none;")).contains("\"status\":404");
            assertThat(call("DELETE", "/v1/silences/9", "")).contains("\"status\":404", "There is no silence 9.");
            assertThat(call("POST", "/v1/alerts/1/ack", "")).contains("\"status\":409", "#1 is over");
            assertThat(call("GET", "/v1/alerts?state=fring", ""))
                    .contains("\"status\":400", "state: fring (expected: pending, firing, unknown, flapping)");
            assertThat(call("POST", "/v1/alerts", "ALERT disk WHEN;")).contains("\"status\":400", "column 16");
        }
    }

    @Test
    void shouldTellOfWhatIsOverAndOfWhatAFilterLeavesOut(@TempDir final Path folder) throws Exception {
        try (RunningService running =
                RunningService.in(folder, "storage.backend = \"none\"\nalerts.link = \"http://l/{opened}\"\n")) {
            engine = running;
            assertThat(call("GET", "/v1/alerts/changes", "")).contains("\"changes\":[],\"all\":0,\"kept\":0}");
            call("POST", "/v1/alerts", "ALERT disk WHEN [> 90] FROM ^(.*)\\.df$ BY $1 NOTE \"{link}\";");
            assertThat(call("POST", "/v1/alerts", "SHOW ALERTS firing FROM ^web;"))
                    .contains("All is well");
            engine.sendUdp("gauge 7|web1.df 95 " + clock.timeNs() / Clock.NANOS_PER_SECOND + ".0;");
            RunningService.await("firing", () -> call("GET", "/v1/alerts", "").contains("\"number\":1,"));
            assertThat(call("POST", "/v1/alerts", "SHOW ALERTS unknown FROM ^app;"))
                    .contains("None of the 1 alert that is open is unknown and matches ^app.")
                    .doesNotContain("All is well");
            call("POST", "/v1/alerts/1/close", "over");

            assertThat(call("GET", "/v1/alerts/changes?since=-1h&match=web", ""))
                    .containsSubsequence(
                            "\"changes\":[{\"number\":2,\"opened\":1,\"alert\":\"disk\",\"group\":\"web1\"",
                            "\"from\":\"firing\",\"to\":\"closed\"",
                            "{\"number\":1,",
                            "\"note\":\"http://l/1\"",
                            "],\"all\":2,\"kept\":2,\"kept_from\":");
            assertThat(call("GET", "/v1/alerts/changes?limit=1", ""))
                    .contains("\"number\":2,", "\"silenced\":false}", "\"all\":2,\"kept\":2")
                    .doesNotContain("\"number\":1,");
            call("POST", "/v1/silences?regex=quiet&for=1h", "new disk");
            engine.sendUdp("gauge 8|quiet.df 95 " + clock.timeNs() / Clock.NANOS_PER_SECOND + ".0;");
            RunningService.await(
                    "what is kept from people",
                    () -> call("GET", "/v1/alerts/changes?match=quiet", "").contains("\"silenced\":true}"));
            assertThat(call("GET", "/v1/alerts/changes?match=other", "")).contains("\"all\":0,\"kept\":3");
            assertThat(call("GET", "/v1/alerts/changes?since=2286-01-01T00:00:00Z", ""))
                    .contains("\"all\":0");
            assertThat(call("GET", "/v1/alerts/changes?since=yesterday", ""))
                    .contains("\"status\":400", "since: yesterday (expected: -24h, unix seconds");
        }
    }

    @Test
    void shouldStartWithTheAlertsThatAreRightAndTellOfTheOthers(@TempDir final Path folder) throws Exception {
        final Path file = folder.resolve("a.alerts");
        Files.writeString(
                file,
                "ALERT good WHEN [> 90] FROM ^(.*)\\.df$ BY $1 NOTE \"{1} is {value}: {link}\";\n"
                        + "ALERT bad WHEN [>] FROM x;\nALERT old WHEN [> 90] FROM x CLEAR [< 95];\n");
        try (RunningService running = RunningService.in(
                folder,
                "storage.backend = \"none\"\nalerts.link = \"http://l/{opened}\"\nalerts.files = [\"" + file
                        + "\"]\n")) {
            engine = running;
            assertThat(call("GET", "/readyz", "")).contains("alert files", "a.alerts:2:18: ");
            engine.sendUdp("gauge 7|web1.df 95 " + clock.timeNs() / Clock.NANOS_PER_SECOND + ".0;");
            RunningService.await(
                    "firing", () -> call("GET", "/v1/alerts", "").contains("\"note\":\"web1 is 95: http://l/1\""));
            assertThat(call("POST", "/v1/alerts", "ALERT old WHEN [> 90] FROM x CLEAR [< 95];"))
                    .contains("\"status\":400", "are both true of 92.5");
        }
    }

    @Test
    void shouldNotSayThatAllIsWellWhenAnAlertFollowsOnlySomeOfItsSeries(@TempDir final Path folder) throws Exception {
        try (RunningService running =
                RunningService.in(folder, "storage.backend = \"none\"\ndmproc.max_state = \"1MiB\"\n")) {
            engine = running;
            call("POST", "/v1/alerts", "ALERT load WHEN [> 90] FROM ^(.*)\\.load$ BY $1;");
            assertThat(call("POST", "/v1/alerts", "SHOW ALERTS;")).contains("All is well");
            final StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 1500; i++) {
                lines.append("gauge 12|web")
                        .append(1000 + i)
                        .append(".load 1 ")
                        .append(clock.timeNs() / Clock.NANOS_PER_SECOND)
                        .append(".0;");
            }
            engine.sendDatabus(lines.toString());
            RunningService.await("a part", () -> call("GET", "/readyz", "").contains("alerts that run"));

            assertThat(call("GET", "/readyz", ""))
                    .contains("1 of 1 do not see all: load follows only ", "nobody is told of what they leave out");
            assertThat(call("POST", "/v1/alerts", "SHOW ALERTS;"))
                    .contains("No alert is open. 1 run.", "load follows only ", ": nobody is told of the others.")
                    .doesNotContain("All is well");
            assertThat(call("GET", "/v1/alerts", "")).contains("\"partial\":[{\"followed\":", "\"alert\":\"load\"}]");
        }
    }

    @Test
    void shouldTellNothingToATokenThatMayOnlyWrite(@TempDir final Path folder) throws Exception {
        final Path tokens = folder.resolve("tokens");
        Files.writeString(tokens, TokenFile.text(List.of(AccessToken.of("writer", EnumSet.of(Right.WRITE), "writer"))));
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        try (RunningService running =
                RunningService.in(folder, "storage.backend = \"none\"\nhttp.token_file = \"" + tokens + "\"\n")) {
            engine = running;
            token = "writer";
            assertThat(call("POST", "/v1/alerts", "ALERT disk WHEN [> 90] FROM ^(.*)\\.df$ BY $1;"))
                    .contains("The alert disk runs.");

            for (final String question :
                    List.of("SHOW ALERTS;", "why 1;", " QUOTE ALERT a WHEN [> 1] FROM .;", "show alerts from disk;")) {
                assertThat(call("POST", "/v1/alerts", question))
                        .as(question)
                        .contains("\"status\":403", "this token has no right to read");
            }
        }
    }

    @Test
    void shouldBeUnreadyUntilSomebodyHasLookedAtADamagedFileOfAlerts(@TempDir final Path folder) throws Exception {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/alerts"), "damaged");
        try (RunningService running = RunningService.in(folder, "storage.backend = \"none\"\n")) {
            engine = running;
            assertThat(call("GET", "/readyz", "")).contains("alerts file", "silences and acknowledgements may be gone");
            Files.delete(folder.resolve("data/alerts.damaged"));
            assertThat(call("GET", "/readyz", "")).doesNotContain("alerts file");
        }
    }

    /** Of a client that comes again, and had nothing yet. */
    private String firstChange() throws Exception {
        final HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + engine.port("http") + "/v1/alerts/stream"))
                .header("Last-Event-ID", "0")
                .build();
        try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
            final Iterator<String> each = lines.iterator();
            assertThat(each.next()).isEqualTo("event: open");
            assertThat(each.next()).startsWith("data: {\"alerts\":[{\"number\":1,\"state\":\"firing\"");
            assertThat(each.next()).isEmpty();
            assertThat(each.next()).isEqualTo("id: 1");
            assertThat(each.next()).isEqualTo("event: alert");
            return each.next();
        }
    }

    private String call(final String method, final String path, final String body) {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port("http") + path))
                                    .header("Authorization", "Bearer " + token)
                                    .method(method, BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (final java.io.IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
