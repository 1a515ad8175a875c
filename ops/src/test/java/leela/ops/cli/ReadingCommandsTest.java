package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print of what others have sent, and how keys and times may be written. */
@Tag("once")
class ReadingCommandsTest {

    /** Ends a line, clears the screen, begins another, turns the direction; then a byte that is no UTF-8. */
    private static final byte[] EVIL =
            bytes("evil\n2026-01-01T00:00:00Z 1.0 forged\u001b[2J\u0085\u202e\u200b\\n", 0xff);

    private static final String SHOWN = "evil\\n2026-01-01T00:00:00Z 1.0 forged\\x1b[2J\\u0085\\u202e\\u200b\\\\n\\xff";

    @TempDir
    private static Path folder;

    private static RunningService running;
    private static String file;
    private static long nowSeconds;

    @BeforeAll
    static void launch() throws IOException {
        running = RunningService.in(folder, "");
        // the ports are not in it: the engine is found by its folder
        file = Files.writeString(
                        folder.resolve("client.toml"),
                        "leela.data_dir = \"data\"\nhttp.port = 0\nudp.port = 0\ncollectd.port = 0\n")
                .toString();
        nowSeconds = new SystemClock().timeNs() / 1_000_000_000L;
        for (final String key : List.of(
                "web1.load",
                "web2.load",
                "keys",
                "data/a",
                "past24/b",
                "a*b",
                "axb",
                "c[0]",
                "followed",
                "tagged;a=1;b=2")) {
            send(key.getBytes(StandardCharsets.UTF_8), 1.5, nowSeconds);
        }
        send("web1.load".getBytes(StandardCharsets.UTF_8), 2.5, nowSeconds - 5400);
        send(EVIL, 1, nowSeconds);
        RunningService.await("the datagrams", () -> running.read(EngineCounter.EMITTED) >= 12);
        RunningService.await("storage", () -> of("keys").out().lines().count() >= 11);
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void shouldFindTheEngineByItsFolderWhateverItsPorts() {
        final Invocation history = of("history", "web2.load", "--csv");

        assertThat(history.err()).isEmpty();
        assertThat(history.out()).isEqualTo("time,value\n" + nowSeconds + ",1.5\n");
        assertThat(of("selftest").out().lines()).hasSize(7).allMatch(line -> line.startsWith("pass  "));
    }

    @Test
    void shouldListKeysThatCanBeReadBack() {
        assertThat(of("keys").out().lines()).contains(SHOWN, "keys", "a*b");
        assertThat(of("keys", "forged").out()).isEqualTo(SHOWN + "\n");
        assertThat(of("history", SHOWN, "--csv").out()).isEqualTo("time,value\n" + nowSeconds + ",1.0\n");
    }

    @Test
    void shouldSumUpPointsInSteps() {
        final long day = 86_400;
        final Invocation daily =
                of("history", "web1.load", "--last", "400d", "--step", "10000d", "--fn", "max", "--csv");

        assertThat(daily.err()).isEmpty();
        assertThat(daily.out()).isEqualTo("time,value\n" + nowSeconds / (10_000 * day) * (10_000 * day) + ",2.5\n");
        assertThat(of("history", "web?.load", "--max-points", "5", "--fn", "count", "--csv")
                        .out())
                .startsWith("time,value,key\n")
                .contains(",1.0,web2.load\n");
        assertThat(of("history", "web1.load", "--step", "60").err()).contains("step: 60 (expected: such as 500ms");
        assertThat(of("history", "web1.load", "--fn", "max", "--follow").err()).contains("leave out --step");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--fn avg | --fn: avg (expected: mean, min, max, sum, count, first, last or a percentile such as p99; "
                        + "did you mean mean?)",
                "--step 0         | --step: 0 (expected: such as 500ms, 60s, 5m, 1h, 1d or 1w)",
                "--max-points x   | --max-points: x (expected: 1-",
                "--step 1m --max-points 7 | --max-points: it stands beside --step (expected: one of the two)",
            })
    void shouldTellAWrongOptionOfTheEnginesAsItsOwn(final String options, final String sentence) {
        final Invocation misused = of(("history web1.load " + options).split(" "));

        assertThat(misused.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(misused.err())
                .startsWith("leela: " + sentence)
                .endsWith("See: leela history --help\n")
                .hasLineCount(2);
    }

    @Test
    void shouldLetNoPacketForgeALine() throws Exception {
        final CompletableFuture<Invocation> query =
                CompletableFuture.supplyAsync(() -> of("query", "SELECT id FROM (?i)^EVIL;", "--count", "1"));
        RunningService.await("the query", () -> running.read(EngineCounter.QUERIES) == 1);
        assertSafe(of("queries"));
        send(EVIL, 2, nowSeconds + 1);

        assertThat(query.get()).satisfies(events -> {
            assertSafe(events);
            assertThat(events.out()).endsWith(" 2.0 " + SHOWN + "\n").hasLineCount(1);
        });
        assertSafe(of("keys"));
        assertSafe(of("history", SHOWN));
        assertSafe(of("history", SHOWN, "--json"));
        assertSafe(of("history", "evil*", "web1.load"));
        assertSafe(of("history", "evil\u001b[2J\u202e"));
        assertSafe(of("stat", "--all"));
        assertSafe(of("explain", "gauge 9|a\n\u001b[2Jbcd 1 1;"));
        assertSafe(of("explain", "data 1|a 8|\"\u202e\u0085b\" 1;"));
        assertSafe(of("queries", "\u001b[2J\n"));
    }

    @Test
    void shouldGiveTheBytesThemselvesWhenAskedTo() throws Exception {
        final Process keys = Launcher.leela(folder, "keys", "forged", "--raw", "-c", file)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(new String(keys.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(EVIL, StandardCharsets.ISO_8859_1) + "\n");
    }

    @Test
    void shouldFindAKeyWhateverItsCaseAndNameSeveral() throws IOException {
        final double before = running.read(EngineCounter.EMITTED);
        send("Case.One".getBytes(StandardCharsets.UTF_8), 1.5, nowSeconds);
        send("Case.Two".getBytes(StandardCharsets.UTF_8), 1.5, nowSeconds);
        send("case.two".getBytes(StandardCharsets.UTF_8), 2.5, nowSeconds);
        RunningService.await("the datagrams", () -> running.read(EngineCounter.EMITTED) >= before + 3);
        RunningService.await("storage", () -> of("keys", "CASE.").out().lines().count() == 3);

        assertThat(of("history", "case.ONE").out()).endsWith(" 1.5\n").hasLineCount(1);
        assertThat(of("history", "case.two").out()).endsWith(" 2.5\n").hasLineCount(1);
        assertThat(of("history", "CASE.TWO")).satisfies(several -> {
            assertThat(several.status()).isEqualTo(1);
            assertThat(several.err()).contains("CASE.TWO may be several keys: Case.Two, case.two");
        });
        assertThat(of("keys", "case.*").out()).isEqualTo("case.two\n");
        assertThat(of("history", "cose.one").err()).contains("did you mean Case.One");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web1.lod | 1 | there is no key web1.lod with a history (did you mean web1.load",
                "web*.load | 2 | KEY: web*.load (expected: one key; --glob deletes whole keys)",
            })
    void shouldNotTakeAKeyThatIsNotThereForDeleted(final String key, final int status, final String sentence) {
        final Invocation delete = of("delete", key, "--start", "-1h", "--finish", "now", "--yes");

        assertThat(delete.status()).isEqualTo(status);
        assertThat(delete.err()).startsWith("leela: " + sentence);
        assertThat(delete.out()).isEmpty();
    }

    @Test
    void shouldDeleteWhatIsAgreedTo() throws IOException {
        final double before = running.read(EngineCounter.EMITTED);
        final double purged = running.read(EngineCounter.SERIES_PURGED);
        for (final String key : List.of("dele.a", "dele.b", "dele.c")) {
            send(key.getBytes(StandardCharsets.UTF_8), 1.5, nowSeconds);
        }
        RunningService.await("the datagrams", () -> running.read(EngineCounter.EMITTED) >= before + 3);
        RunningService.await("storage", () -> of("keys", "dele.").out().lines().count() == 3);
        final String second = Long.toString(nowSeconds);

        assertThat(of("delete", "--glob", "dele.*")).satisfies(unasked -> {
            assertThat(unasked.status()).isEqualTo(1);
            assertThat(unasked.err()).contains("say --yes where nobody can be asked (3 keys)");
        });
        assertThat(of("delete", "--glob", "dele.*", "--dry-run").out()).isEqualTo("3 keys would be deleted\n");
        assertThat(of("delete", "DELE.A", "--start", second, "--finish", second, "--yes")
                        .out())
                .isEqualTo("1 point deleted\n");
        assertThat(of("history", "dele.a").err()).contains("no points of dele.a");
        assertThat(of("delete", "--glob", "dele.*", "--yes").out()).isEqualTo("3 keys deleted\n");
        RunningService.await(
                "room for other live series", () -> running.read(EngineCounter.SERIES_PURGED) == purged + 3);
        assertThat(of("keys", "dele.").out()).isEmpty();
        assertThat(of("delete", "a", "--start", "now").status()).isEqualTo(2);
        assertThat(of("delete", "a", "--glob", "b").status()).isEqualTo(2);
        assertThat(of("delete").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys", "data/a", "past24/b", "a*b", "c[0]", "tagged;b=2;a=1"})
    void shouldReadEachKeyByItsName(final String key) {
        assertThat(of("history", key).out()).endsWith(" 1.5\n").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tagged --tag a=1                | tagged;a=1;b=2",
                "tag* --tag a=1 --tag b~2        | tagged;a=1;b=2",
                "--tag b=2                       | tagged;a=1;b=2",
                "tagged --tag a=2                | no key tagged has these tags: a=2",
                "tagge --tag a=1                 | no key tagge has these tags: a=1",
                "--last 1h                       | leela history needs a KEY, or --tag",
            })
    void shouldReadKeysByTheirTags(final String words, final String shown) throws IOException {
        final Invocation history = Invocation.of(Stream.concat(
                        Stream.of("history", "-c", file),
                        Arrays.stream(words.strip().split(" ")))
                .toArray(String[]::new));

        assertThat(history.err() + (history.status() == 0 ? shown : "")).contains(shown.strip());
        assertThat(history.out().lines().filter(line -> line.contains(" 1.5")).count())
                .isEqualTo(shown.contains(";") ? 1 : 0);
    }

    @Test
    void shouldGiveProgramsTheKeyThatPeopleAreShownEscaped() throws IOException {
        final Invocation keys = of("keys", "--json", "forged");

        assertThat(new ObjectMapper().readTree(keys.out()).get(0).asText())
                .isEqualTo("evil\n2026-01-01T00:00:00Z 1.0 forged\u001b[2J\u0085\u202e\u200b\\n%FF");
        assertSafe(keys);
    }

    @Test
    void shouldGiveKeysAsJson() throws IOException {
        final JsonNode keys = new ObjectMapper().readTree(of("keys", "--json").out());
        final JsonNode prefixes = new ObjectMapper()
                .readTree(of("keys", "--json", "--by-prefix", "--tag", "a=1").out());

        assertThat(keys).extracting(JsonNode::asText).contains("web1.load", "tagged;a=1;b=2");
        assertThat(prefixes).hasToString("[{\"prefix\":\"tagged;*\",\"keys\":1}]");
        assertThat(of("keys", "--json", "nothing").out()).isEqualToIgnoringNewLines("[]");
        assertThat(of("keys", "--by-prefix", "0").err()).startsWith("leela: --by-prefix: 0 (expected: 1 or more)");
    }

    @Test
    void shouldSuggestNoShortOptionForAnother() {
        assertThat(of("keys", "-n", "3").err()).startsWith("leela: there is no option -n (known: -c, --config, ");
    }

    @Test
    void shouldNotLetAMisspeltNameLookLikeHealth() throws IOException {
        running.sendUdp("gauge nonsense;");
        RunningService.await("the refusal", () -> !of("refused").out().isEmpty());

        assertThat(of("refused", "--source", "upd").err())
                .startsWith("leela: nothing is kept of --source upd; what is kept is of ")
                .contains("udp malformed");
        assertThat(of("refused", "--source", "udp").err()).isEmpty();
    }

    @Test
    void shouldSayThatAKeyHoldsDocuments() throws Exception {
        final HttpRequest post = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + running.port("http") + "/v1/data/told"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"value\":\"x\",\"timestamp\":" + nowSeconds + "}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(post, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(201);
        RunningService.await("its key", () -> of("keys", "told").out().contains("told"));

        RunningService.await(
                "the document",
                () -> of("history", "told").err().contains("it holds documents, such as notifications: GET /v1/data/"));
    }

    @Test
    void shouldReadSeveralKeys() {
        assertThat(of("history", "web*", "keys", "--csv").out())
                .isEqualTo("time,value,key\n%d,2.5,web1.load\n%d,1.5,web1.load\n%d,1.5,web2.load\n%d,1.5,keys\n"
                        .formatted(nowSeconds - 5400, nowSeconds, nowSeconds, nowSeconds));
        assertThat(of("history", "web1.load", "web2.load", "--json").out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"status\":200,"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web1.laod | there is no key web1.laod with a history (did you mean web1.load, web2.load?)",
                "eb1       | there is no key eb1 with a history (did you mean web1.load?)",
                "zzz*      | no key matches zzz*",
            })
    void shouldNameNearKeysWhenThereIsNoSuch(final String key, final String sentence) {
        assertThat(of("history", key)).isEqualTo(new Invocation(ExitStatus.FAILED, "", "leela: " + sentence + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--last 1h                 | 1",
                "--last 1h45m              | 2",
                "--last 1w                 | 2",
                "--start -2h               | 2",
                "--start -2h --finish -1h  | 1",
                "--start 2026-11-01        | 2",
                "--start 2026-11-01T10:00+01:00 --finish now | 2",
                "--start 20261101T1000     | 2",
            })
    void shouldTakeTimesAsPeopleWriteThem(final String options, final int points) {
        final String words = "history web1.load -c " + file + " " + options.strip();

        assertThat(Invocation.of(words.split(" "))).satisfies(history -> {
            assertThat(history.err()).isEmpty();
            assertThat(history.out()).hasLineCount(points);
        });
    }

    @Test
    void shouldGoOnWithNewPointsWhenItFollows() throws Exception {
        final Process history = Launcher.leela(folder, "history", "followed", "--csv", "--follow", "-c", file)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = history.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("time,value");
            assertThat(lines.readLine()).isEqualTo(nowSeconds + ",1.5");
            final long laterSeconds = new SystemClock().timeNs() / 1_000_000_000L;
            send("followed".getBytes(StandardCharsets.UTF_8), 4.5, laterSeconds);

            assertThat(lines.readLine()).isEqualTo(laterSeconds + ",4.5");
        } finally {
            history.destroy();
        }
    }

    @Test
    void shouldListKeysThatHoldATextWhenItIsNoGlob() {
        assertThat(of("keys", "web1").out()).isEqualTo("web1.load\n");
        assertThat(of("keys", "load").out()).isEqualTo("web1.load\nweb2.load\n");
        assertThat(of("keys", "WEB1").out()).isEqualTo("web1.load\n");
        assertThat(of("keys", "web?.load").out()).isEqualTo("web1.load\nweb2.load\n");
        assertThat(of("keys", "WEB?.load").out()).isEmpty();
        assertThat(of("keys", "nothing")).isEqualTo(new Invocation(ExitStatus.GOOD, "", ""));
    }

    private static void assertSafe(final Invocation invocation) {
        assertThat(invocation.out() + invocation.err()).isNotEmpty().matches("(?s)[^\\p{Cc}\\p{Cf}&&[^\\n]]*");
        assertThat((invocation.out() + invocation.err()).lines()).noneMatch(line -> line.startsWith("2026-01-01"));
    }

    private static Invocation of(final String... words) {
        final String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "-c";
        all[words.length + 1] = file;
        return Invocation.of(all);
    }

    private static void send(final byte[] key, final double value, final long seconds) throws IOException {
        final ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(("gauge " + key.length + "|").getBytes(StandardCharsets.US_ASCII));
        entry.writeBytes(key);
        entry.writeBytes((" " + value + " " + seconds + ";").getBytes(StandardCharsets.US_ASCII));
        running.sendUdp("udp", entry.toByteArray());
    }

    private static byte[] bytes(final String text, final int last) {
        final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        final byte[] all = Arrays.copyOf(utf8, utf8.length + 1);
        all[utf8.length] = (byte) last;
        return all;
    }
}
