package leela.ops.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.io.http.access.TokenFile;
import leela.io.http.live.LiveCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a user has it, in Debian's Chromium, before an engine with an hour of metrics. */
@Tag("slow")
@Tag("once")
@Timeout(120)
final class PageInBrowserTest {

    private static final int ENTER = 13;
    private static final int DOWN = 40;
    private static final int LEFT = 37;
    private static final int TAB = 9;
    private static final String CHART = "document.querySelector('.area .u-over') !== null";
    private static final String LOAD = "#/explore?key=web1.load&range=1h";

    private static final String CLOSE_ALERT =
            "[...document.querySelectorAll('.alert button')].find(one => one.textContent === 'Close').click()";

    @TempDir
    private static Path folder;

    private static RunningService engine;
    private static Browser browser;
    private static String site;
    private static final Clock CLOCK = new SystemClock();

    @BeforeAll
    static void start() throws IOException {
        assumeThat(Browser.CHROMIUM)
                .as("Debian's chromium, which ops/test slow installs")
                .isExecutable();
        engine = RunningService.in(folder, "");
        site = "http://127.0.0.1:" + engine.port("http") + "/";
        final long nowS = (long) nowS();
        for (long time = nowS - 3600; time < nowS; time += 30) {
            for (final String key : new String[] {
                "web1.load",
                "web2.load",
                "shop.requests;code=200",
                "single",
                "cpu.idle;host=db7",
                "jvm_info;instance=app3:9100"
            }) {
                send(key, Math.sin(time / 300.0) + 2, time);
            }
        }
        engine.sendUdp("gauge 3|foo this is no line of the text protocol;");
        browser = new Browser(folder);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
            engine.close();
        }
    }

    @BeforeEach
    void asUsual() {
        browser.size(1280, 860);
        browser.preferDark(false);
        browser.complaints.clear();
        browser.asked.clear();
    }

    /** Whatever a test did: the page asked nobody else, broke no rule of its policy, and complained of nothing. */
    @AfterEach
    void nothingWentWrong() {
        assertThat(browser.asked)
                .as("addresses asked for")
                .allMatch(url -> url.startsWith(site) || url.equals("about:blank") || url.startsWith("data:"));
        assertThat(browser.complaints).as("the console").isEmpty();
    }

    private static void send(final String key, final double value, final double timeS) throws IOException {
        final int length = key.getBytes(StandardCharsets.UTF_8).length;
        engine.sendUdp(String.format(Locale.ROOT, "gauge %d|%s %.3f %.3f;", length, key, value, timeS));
    }

    private static double nowS() {
        return CLOCK.timeNs() / (double) Clock.NANOS_PER_SECOND;
    }

    @Test
    void shouldBeginWithSomethingToSee() {
        browser.open(site);
        browser.await("document.querySelectorAll('.tile').length === 4");
        browser.await("document.querySelectorAll('.host').length >= 3");
        assertThat(browser.evaluate("document.querySelector('.hosts').textContent"))
                .contains("web1", "web2", "shop");
        // what has no load shows the first of its keys
        browser.await("document.querySelector('.hosts').textContent.includes('requests;code=200')");
        // a key of its own shows its value, and one with a host stands under that
        browser.await("[...document.querySelectorAll('.host')].some(one => /^single-?\\d/.test(one.textContent))");
        browser.await(
                "[...document.querySelectorAll('.host')].some(one => /^db7cpu.idle -?\\d/.test(one.textContent))");
        // a name that Prometheus sends of many is no host, but what it was asked at
        browser.await("[...document.querySelectorAll('.host')]"
                + ".some(one => /^app3:9100jvm_info -?\\d/.test(one.textContent))");
        assertThat(browser.evaluate(
                        "[...document.querySelectorAll('.host strong')].map(one => one.textContent).join()"))
                .doesNotContain("jvm_info", "cpu");
        browser.await("document.querySelector('.newest').textContent.includes('web2.load')");
    }

    @Test
    void shouldDrawAFirstChartWithinASecond() {
        browser.open(site + LOAD);
        browser.await(CHART);
        browser.open(site + LOAD + "&split=1");
        browser.await(CHART);
        assertThat(Double.parseDouble(browser.evaluate("performance.getEntriesByName('leela-chart')[0].startTime")))
                .as("ms from the start of the navigation")
                .isLessThan(1000);
    }

    @Test
    void shouldFindAKeyAndChartItByKeyboardAlone() {
        browser.open(site + "#/explore");
        browser.await("document.querySelector('[role=combobox]') !== null");
        browser.press('/');
        browser.await("document.activeElement.getAttribute('role') === 'combobox'");
        browser.type("web load");
        browser.await("document.querySelectorAll('[role=option]').length === 3");
        browser.press("ArrowDown", DOWN);
        browser.press("ArrowDown", DOWN);
        browser.press("ArrowDown", DOWN);
        browser.press("Enter", ENTER);
        browser.await(CHART);
        assertThat(browser.evaluate("location.hash")).startsWith("#/explore?key=web2.load");
        browser.await("document.querySelector('.legend .name').textContent === 'web2.load'");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0/1", "100, 100, 0/108", "-100, -100, -108/0", "10, 20, 9.2/20.8", "null, null, 0/1"})
    void shouldDrawAConstantAboveZero(final String low, final String high, final String drawn) {
        browser.open(site + "#/query");
        browser.evaluate("(import('/ui/chart.js').then(chart => globalThis.drawn = chart.limits(null, " + low + ", "
                + high + ").join('/')), 0)");
        browser.await("globalThis.drawn === '" + drawn + "'");
    }

    @Test
    void shouldReachEverythingByTab() {
        browser.open(site + LOAD);
        browser.await(CHART);
        final StringBuilder reached = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            browser.press("Tab", TAB);
            reached.append(browser.evaluate(
                            "(e => (e.ariaLabel || '') + e.textContent + '|' + e.className)(document.activeElement)"))
                    .append('\n');
        }
        assertThat(reached.toString())
                .contains(
                        "Skip to",
                        "Overview",
                        "Engine",
                        "Find keys",
                        "Zoom out",
                        "Separate",
                        "Live",
                        "|plot",
                        "|name",
                        "Remove");
    }

    @Test
    void shouldZoomWhereItIsDraggedAndGoBack() {
        browser.open(site + LOAD);
        browser.await(CHART);
        browser.drag(".area .u-over", 0.25, 0.5);
        browser.await("/from=\\d+&to=\\d+/.test(location.hash)");
        final double width = Double.parseDouble(browser.evaluate(
                "(p => p.get('to') - p.get('from'))(new URLSearchParams(location.hash.split('?')[1]))"));
        assertThat(width).as("seconds chosen of an hour").isBetween(850.0, 950.0);
        browser.await(CHART);
        browser.evaluate("history.back()");
        browser.await("location.hash === '" + LOAD + "'");
        browser.await("document.querySelector('[name=range]:checked').value === '1h'");
    }

    @Test
    void shouldShowALivePointWithinASecond() throws IOException {
        browser.open(site + "#/explore?key=web1.load&range=15m&live=1");
        browser.await(CHART);
        browser.await("document.querySelector('.live.on') !== null");
        final String shown = "document.querySelector('.legend td.number').textContent";
        for (int value = 11; value <= 13; value++) {
            final long sentNs = CLOCK.ticksNs();
            send("web1.load", value + 0.5, nowS());
            browser.await(shown + " === '" + value + ".50'");
            assertThat(CLOCK.ticksNs() - sentNs).as("ns until it was seen").isLessThan(Clock.NANOS_PER_SECOND);
        }
        browser.open(site);
        RunningService.await(
                "the stream ends with the view",
                () -> engine.service().counters().read(LiveCounter.STREAMS) == 0);
    }

    @Test
    void shouldFollowOnWhenTheEngineWasStartedAgain(@TempDir final Path other) throws IOException {
        final String shown = "document.querySelector('.legend td.number').textContent";
        final String note = "document.querySelector('.note').textContent";
        final String key = "gauge 8|room.oil %.1f %.3f;";
        final int port;
        try (RunningService first = RunningService.in(other, "")) {
            port = first.port("http");
            first.sendUdp(String.format(Locale.ROOT, key, 21.5, nowS() - 1));
            browser.open("http://127.0.0.1:" + port + "/#/explore?key=room.oil&range=15m&live=1");
            browser.await("document.querySelector('.live.on') !== null");
            browser.await(shown + " === '21.50'");
        }
        browser.await("document.querySelector('.live').textContent === 'Live: away'");
        browser.await(note + ".includes('and before; asking again')");
        assertThat(browser.evaluate(shown)).as("what is shown stays").isEqualTo("21.50");
        try (RunningService second = RunningService.in(other, "http.port = " + port + "\n")) {
            browser.await("document.querySelector('.live.on') !== null");
            second.sendUdp(String.format(Locale.ROOT, key, 26.5, nowS()));
            browser.await(shown + " === '26.50'");
            assertThat(browser.evaluate("document.querySelector('.live').textContent"))
                    .isEqualTo("Live");
            assertThat(browser.evaluate(note)).doesNotContain("asking again");
            browser.open(site);
        }
        // that nothing answered meanwhile is all that Chromium notes
        assertThat(browser.complaints).allMatch(text -> text.contains("net::ERR_"));
        browser.complaints.clear();
        browser.asked.clear();
    }

    @Test
    void shouldTakeOneKeyAfterTheOtherOnTheChart() {
        final String from = "Number(new URLSearchParams(location.hash.split('?')[1]).get('from'))";
        browser.open(site + LOAD);
        browser.await(CHART);
        browser.drag(".area .u-over", 0.25, 0.75);
        browser.await(from + " > 0");
        browser.await("document.activeElement.className === 'plot'");
        for (final char key : new char[] {'+', '-', '+', '+'}) {
            final String before = browser.evaluate("location.hash");
            browser.press(key);
            browser.await("location.hash !== '" + before + "'");
            browser.await("document.querySelector('.area.busy') === null");
        }
        final String before = browser.evaluate(from);
        browser.press("ArrowLeft", LEFT);
        browser.await(from + " < " + before);
        browser.press('0');
        browser.await("location.hash === '" + LOAD + "'");
        browser.await("document.querySelector('.area.busy') === null");
        assertThat(browser.evaluate("document.activeElement.className")).isEqualTo("plot");
    }

    @Test
    void shouldTakeARangeThatIsTyped() {
        browser.open(site + LOAD);
        browser.await(CHART);
        browser.evaluate("document.querySelector('[data-focus=dates]').click()");
        browser.await("document.querySelectorAll('.fixed input').length === 2");
        browser.evaluate("(field => { field.value = '2026-01-02T03:04:05'; field.dispatchEvent(new Event('change')) })"
                + "(document.querySelector('.fixed input'))");
        browser.await("location.hash.includes('from=' + new Date('2026-01-02T03:04:05').getTime() / 1000 + '&')");
        browser.evaluate("document.querySelector('[data-focus=back]').click()");
        browser.await("location.hash === '" + LOAD + "'");
    }

    @Test
    void shouldShowDocumentsOfAKeyWithoutPoints() throws Exception {
        final HttpRequest document = HttpRequest.newBuilder(URI.create(site + "v1/data/deployments"))
                .PUT(BodyPublishers.ofString("{\"value\": {\"deployed\": \"web 2.1\"}}"))
                .build();
        HttpClient.newHttpClient().send(document, BodyHandlers.discarding());
        browser.open(site + "#/explore?key=deployments&range=1h");
        browser.await("document.querySelector('.area .empty') !== null");
        browser.evaluate("document.querySelector('.area .empty button:not(.primary)').click()");
        browser.await("document.querySelector('.area table')?.textContent.includes('web 2.1')");
    }

    @Test
    void shouldTakeAGlobAndLetItGo() {
        browser.open(site + "#/explore?range=1h");
        browser.await("document.querySelector('[role=combobox]') !== null");
        browser.evaluate("document.querySelector('[role=combobox]').focus()");
        browser.type("web*.load");
        browser.await("document.querySelectorAll('[role=option]').length === 3");
        browser.press("Enter", ENTER);
        browser.await("document.querySelectorAll('.legend .name').length === 2");
        assertThat(browser.evaluate("document.querySelector('[role=listbox]').hidden"))
                .as("the list is out of the chart's way")
                .isEqualTo("true");
        assertThat(browser.evaluate("document.querySelector('.chips').textContent"))
                .contains("web*.load");
        browser.evaluate("document.querySelector('.chips button').click()");
        browser.await("document.querySelector('.legend') === null");
        assertThat(browser.evaluate("location.hash")).doesNotContain("key=");
    }

    @Test
    void shouldGoOnWithAStatementWhenTheEngineWasStartedAgain(@TempDir final Path other) throws IOException {
        final String newest = "document.querySelector('.results tbody td.number')?.textContent";
        final String status = "document.querySelector('.controls [role=status]').textContent";
        final String key = "gauge 8|room.oil %.1f %.3f;";
        final int port;
        try (RunningService first = RunningService.in(other, "")) {
            port = first.port("http");
            browser.open("http://127.0.0.1:" + port + "/#/query?q=SELECT%20id%20FROM%20oil%3B");
            browser.await(status + ".includes('series match')");
            first.sendUdp(String.format(Locale.ROOT, key, 21.5, nowS() - 1));
            browser.await(newest + " === '21.50'");
        }
        browser.await(status + ".includes('Asking again')");
        assertThat(browser.evaluate(newest)).as("what is shown stays").isEqualTo("21.50");
        try (RunningService second = RunningService.in(other, "http.port = " + port + "\n")) {
            browser.await("!" + status + ".includes('Asking again')");
            second.sendUdp(String.format(Locale.ROOT, key, 26.5, nowS()));
            browser.await(newest + " === '26.50'");
            browser.open(site);
        }
        // that nothing answered meanwhile is all that Chromium notes
        assertThat(browser.complaints).allMatch(text -> text.contains("net::ERR_"));
        browser.complaints.clear();
        browser.asked.clear();
    }

    @Test
    void shouldGiveExamplesThatMatchKeysOfThisEngine() {
        browser.open(site + "#/query");
        browser.await("document.querySelectorAll('[aria-label=Examples] option').length === 6");
        assertThat(browser.evaluate("document.querySelectorAll('[aria-label=Examples] option')[1].value"))
                .isEqualTo("SELECT id FROM load;");
        assertThat(browser.evaluate("document.querySelectorAll('[aria-label=Examples] option')[5].value"))
                .isEqualTo("SELECT window 10s (mean) FROM ^([^.]+)\\.load BY $1 AS \"{1}\";");
    }

    @Test
    void shouldShowResultsOfAStatementAsTheyCome() throws IOException {
        browser.open(site + "#/query?q=SELECT%20(*%202)%20FROM%20%5Eonly%5C.here%3B");
        browser.await("document.body.textContent.includes('No series that is known now matches')");
        send("only.here", 21, nowS());
        browser.await("document.querySelector('.results tbody td.number')?.textContent === '42'");
        assertThat(browser.evaluate("document.querySelector('.results tbody').textContent"))
                .contains("only.here");
    }

    @Test
    void shouldMarkTheColumnOfAFault() {
        browser.open(site + "#/query?q=SELECT%20widow%2010%20(mean)%20FROM%20load%3B");
        browser.await("document.querySelector('.fault strong')?.textContent === 'Column 8'");
        assertThat(browser.evaluate("document.querySelector('.backdrop mark').textContent"))
                .isEqualTo("widow");
        assertThat(browser.evaluate("document.querySelector('textarea').selectionStart"))
                .isEqualTo("7");
        // the answer's status is the one thing that Chromium itself notes
        assertThat(browser.complaints).hasSize(1).allMatch(text -> text.contains("400"));
        browser.complaints.clear();
    }

    @Test
    void shouldShowTheEnginesLedger() {
        browser.open(site + "#/engine");
        browser.await("document.querySelector('.sums .total .number')?.textContent > '0'");
        browser.await("document.querySelector('.badges').textContent.includes('engine running')");
        browser.await("document.querySelector('.sums .good .number')?.textContent === '0'");
    }

    @Test
    void shouldAcknowledgeAndSilenceAnAlert() throws Exception {
        final HttpRequest alert = HttpRequest.newBuilder(URI.create(site + "v1/alerts"))
                .POST(BodyPublishers.ofString(
                        "ALERT hot WHEN [> 90] FROM ^(oven)\\.heat$ BY $1 NOTE \"{1} at {value}\";"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(alert, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        send("oven.heat", 99, nowS());
        browser.open(site + "#/alerts");
        browser.await("document.querySelector('.alert')?.textContent.includes('oven')");
        browser.await("document.querySelector('.alert .words')?.textContent === 'oven at 99'");
        browser.await("document.querySelector('nav .badge')?.textContent === '1'");
        assertThat(browser.evaluate("document.querySelector('nav .badge.bad').title"))
                .isEqualTo("1 fires");
        browser.await("document.querySelector('.late tbody')?.textContent.includes('ok → firing')");
        browser.size(375, 760);
        assertThat(browser.evaluate("document.documentElement.scrollWidth"))
                .as("what can be done about it fits a phone")
                .isEqualTo("375");
        browser.size(1280, 860);
        browser.evaluate("document.querySelector('.alert input').focus()");
        browser.type("I look at it");
        browser.evaluate("document.querySelector('.alert .who').value = 'anna'");
        browser.press("Enter", ENTER);
        browser.await("document.querySelector('.alert').textContent.includes("
                + "'seen by anna at 127.0.0.1 by HTTP: I look at it')");
        browser.evaluate("document.querySelector('.alert button').click()");
        browser.await("document.querySelector('section code')?.textContent === '^hot oven$'");
        browser.evaluate("document.querySelector('section .alert button').click()");
        browser.await("document.querySelector('[aria-label=Silences]') === null");
        browser.evaluate(
                "[...document.querySelectorAll('.alert button')].find(one => one.textContent === 'All of oven')"
                        + ".click()");
        browser.await("document.querySelector('section code')?.textContent === '^oven$'");
        browser.evaluate("document.querySelector('section .alert button').click()");
        browser.await("document.querySelector('[aria-label=Silences]') === null");
    }

    @Test
    void shouldSayWhatWasNotDoneUntilTheNextActionAndForgetAToken(@TempDir final Path other) throws Exception {
        final Path tokens = other.resolve("tokens");
        Files.writeString(
                tokens,
                TokenFile.text(List.of(
                        AccessToken.of("reader", EnumSet.of(Right.READ), "reader"),
                        AccessToken.of("both", EnumSet.of(Right.READ, Right.WRITE), "both"))));
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        try (RunningService guarded = RunningService.in(other, "http.token_file = \"" + tokens + "\"\n")) {
            final String address = "http://127.0.0.1:" + guarded.port("http") + "/";
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address + "v1/alerts"))
                                    .header("Authorization", "Bearer both")
                                    .POST(BodyPublishers.ofString("ALERT hot WHEN [> 90] FROM ^(.*)\\.heat$ BY $1;"))
                                    .build(),
                            BodyHandlers.ofString());
            guarded.sendUdp("gauge 9|oven.heat 99 " + (long) nowS() + ".0;");
            browser.open(address + "#/alerts");
            browser.await("document.getElementById('token').open");
            browser.type("reader");
            browser.press("Enter", ENTER);
            browser.await("document.querySelector('.alert')?.textContent.includes('oven')");
            browser.evaluate(CLOSE_ALERT);
            browser.await("document.querySelector('.undone').textContent.startsWith('Not done: ')");
            // what comes then is drawn, and the words stay
            guarded.sendUdp("gauge 9|hall.heat 99 " + (long) nowS() + ".0;");
            browser.await("document.querySelector('.alerts').textContent.includes('hall')");
            assertThat(browser.evaluate("document.querySelector('.undone').textContent"))
                    .contains("no right to write");

            browser.evaluate("document.getElementById('forget').click()");
            browser.await("document.getElementById('token')?.open");
            browser.type("both");
            browser.press("Enter", ENTER);
            browser.await("document.querySelectorAll('.alerts .alert').length === 2");
            browser.evaluate(CLOSE_ALERT);
            browser.await("document.querySelectorAll('.alerts .alert').length === 1");
            browser.await("document.querySelector('.late tbody').textContent.includes('firing → closed')");
            browser.evaluate("document.getElementById('forget').click()");
            browser.await("document.getElementById('token')?.open");
            browser.open(site);
            // what was refused before is all that Chromium notes
            assertThat(browser.complaints).allMatch(text -> text.contains("401") || text.contains("403"));
            browser.complaints.clear();
            browser.asked.clear();
        }
    }

    @Test
    void shouldKeepTheNavigationWholeBesideALongPartThatIsNotReady() {
        browser.open(site);
        browser.await("document.querySelectorAll('.tile').length === 4");
        assertThat(browser.evaluate("(() => {"
                        + "document.getElementById('state').textContent = 'Not ready: alerts to siren '.repeat(9);"
                        + "document.getElementById('forget').hidden = false;"
                        + "const nav = document.querySelector('nav');"
                        + "return nav.scrollWidth <= nav.clientWidth"
                        + " && document.documentElement.scrollWidth === 1280"
                        + " && document.getElementById('theme').offsetHeight < 44; })()"))
                .isEqualTo("true");
    }

    @Test
    void shouldNameWhoWasRefused() {
        browser.size(375, 760);
        browser.open(site + "#/engine");
        browser.await("document.querySelector('.view-engine > section:last-child td') !== null");
        assertThat(browser.evaluate("document.querySelector('.view-engine > section:last-child tbody').textContent"))
                .contains("127.0.0.1", "malformed", "gauge 3|foo this");
        assertThat(browser.evaluate("document.querySelector('.view-engine > section:last-child tr').offsetHeight < 80"))
                .isEqualTo("true");
    }

    @Test
    void shouldShowAKeyAsTextWhateverItIs() throws IOException {
        final String key = "odd.<img/src=x/onerror=alert(1)>";
        send(key, 1, nowS());
        browser.open(site + "#/explore?key=odd.*&range=15m");
        browser.await("document.querySelector('.legend .name')?.textContent.includes('onerror')");
        assertThat(browser.evaluate("document.querySelectorAll('main img').length"))
                .isEqualTo("0");
    }

    @Test
    void shouldShowWhatIsUnseenInAKeyAsTheCommandsDo() throws IOException {
        browser.open(site + "#/query?q=SELECT%20id%20FROM%20evil%3B");
        browser.await("document.body.textContent.includes('No series that is known now matches')");
        send("a\u202eevil\u001b[1m", 1, nowS());
        browser.await("document.querySelector('.results .key')?.textContent === 'a\\\\u202eevil\\\\x1b[1m'");
    }

    @Test
    void shouldShowTheFirstViewWhereTheAddressNamesNone() {
        browser.open(site + "#/__proto__");
        browser.await("document.querySelectorAll('.tile').length === 4");
        assertThat(browser.evaluate("location.hash")).isEqualTo("#/");
    }

    @Test
    void shouldAskForATokenWhereTheEngineDoes(@TempDir final Path other) throws IOException {
        final Path token = other.resolve("token");
        Files.writeString(token, "s3cret\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        try (RunningService guarded = RunningService.in(other, "http.token_file = \"" + token + "\"\n")) {
            browser.open("http://127.0.0.1:" + guarded.port("http") + "/");
            browser.await("document.getElementById('token').open");
            assertThat(browser.evaluate("document.querySelectorAll('.tile').length"))
                    .isEqualTo("0");
            browser.type("secret");
            browser.press("Enter", ENTER);
            browser.await("!document.getElementById('token-refused').hidden");
            browser.await("document.getElementById('token').open");
            browser.type("s3cret");
            browser.press("Enter", ENTER);
            browser.await("document.querySelectorAll('.tile').length === 4");
            browser.open(site);
            // what was refused before is all that Chromium notes
            assertThat(browser.complaints).isNotEmpty().allMatch(text -> text.contains("401"));
            browser.complaints.clear();
            browser.asked.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#/", LOAD, "#/explore?key=*load&split=1", "#/explore", "#/query", "#/alerts", "#/engine"})
    void shouldFitAPhone(final String view) {
        browser.size(375, 760);
        browser.open(site + view);
        browser.await("document.querySelector('main .view') !== null");
        browser.await(view.contains("key") ? CHART : "document.querySelector('main h1') !== null");
        assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo("375");
        assertThat(browser.evaluate("(nav => nav.scrollWidth <= nav.clientWidth)(document.querySelector('nav'))"))
                .as("all views can be seen in the head")
                .isEqualTo("true");
    }

    @Test
    void shouldBeDarkWhereThatIsPreferred() {
        final String ground = "getComputedStyle(document.body).backgroundColor";
        browser.open(site);
        final String light = browser.evaluate(ground);
        browser.preferDark(true);
        browser.open(site);
        assertThat(browser.evaluate(ground)).isNotEqualTo(light);
    }
}
