package leela.ops.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The composer of Debian's graphite-web in Debian's Chromium, with an engine as graphite-web's only server. */
@Tag("slow")
@Tag("once")
@Timeout(180)
final class ComposerInBrowserTest {

    private static final Path GRAPHITE_WEB = Path.of("/usr/lib/python3/dist-packages/graphite/render/functions.py");

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private RunningService engine;
    private Process graphiteWeb;
    private Browser browser;
    private String site;

    @BeforeEach
    void start() throws IOException {
        assumeThat(Browser.CHROMIUM).as("Debian's chromium").isExecutable();
        assumeThat(GRAPHITE_WEB).as("Debian's graphite-web").exists();
        engine = RunningService.in(folder.resolve("engine"), "");
        final long nowS = clock.timeNs() / Clock.NANOS_PER_SECOND;
        for (long time = nowS - 3600; time < nowS; time += 10) {
            final String key = "web1.load.shortterm";
            engine.sendUdp(String.format(Locale.ROOT, "gauge %d|%s %d %d;", key.length(), key, 2 + time % 3, time));
        }
        final Path script = Files.createDirectories(folder.resolve("graphite")).resolve("site.py");
        try (InputStream resource = ComposerInBrowserTest.class.getResourceAsStream("graphite-web-site.py")) {
            Files.write(script, resource.readAllBytes());
        }
        graphiteWeb = new ProcessBuilder(
                        "/usr/bin/python3",
                        script.toString(),
                        Integer.toString(engine.port("http")),
                        script.getParent().toString())
                .redirectError(Redirect.to(folder.resolve("graphite-errors").toFile()))
                .start();
        final String port = new BufferedReader(
                        new InputStreamReader(graphiteWeb.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        assertThat(port)
                .as(() -> "the port of graphite-web; its errors are in " + folder)
                .isNotNull();
        site = "http://127.0.0.1:" + port;
        browser = new Browser(folder);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (graphiteWeb != null) {
            graphiteWeb.destroyForcibly().onExit().join();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void shouldDrawWhatTheEngineHolds() {
        browser.size(1280, 860);
        browser.open(site + "/composer?target=web1.load.shortterm&from=-50min&until=-1min");
        // as wide as the composer asks for
        browser.await("[...document.images].some(one => one.src.includes('/render') && one.naturalWidth === 586)");
        // the picture is of numbers: graphite-web has them from the engine
        browser.await("(() => { const ask = new XMLHttpRequest();"
                + " ask.open('GET', '/render?format=json&from=-50min&until=-1min'"
                + " + '&target=sumSeries(web*.load.shortterm)', false);"
                + " ask.send(); const points = JSON.parse(ask.responseText)[0].datapoints;"
                + " return points.length > 200 && points.every(one => one[0] >= 2 && one[0] <= 4); })()");
    }
}
