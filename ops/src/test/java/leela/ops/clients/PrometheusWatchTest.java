package leela.ops.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine tells a Prometheus of itself, the rules over it, and the dashboard. */
@Tag("once")
final class PrometheusWatchTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path RULES = ROOT.resolve("ops/prometheus/leela.rules.yml");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ *expr: (.*)$");

    @TempDir
    private static Path folder;

    private static RunningService running;

    @BeforeAll
    static void launch() {
        running = RunningService.in(folder, "");
    }

    @AfterAll
    static void close() {
        running.close();
    }

    private static String metrics(final String accept) throws IOException {
        final URLConnection asked = URI.create("http://127.0.0.1:" + running.port("http") + "/metrics")
                .toURL()
                .openConnection();
        asked.setRequestProperty("Accept", accept);
        try (InputStream in = asked.getInputStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void shouldBeCleanUnderPromtool() throws Exception {
        final Path exposed = Files.writeString(folder.resolve("metrics"), metrics("text/plain"));
        assertThat(Promtool.run(exposed, "check", "metrics")).isEmpty();
    }

    @Test
    void shouldShipRulesThatDoAsTheirTestsSay() throws Exception {
        final Path tests = RULES.resolveSibling("leela.rules.test.yml");
        assertThat(Promtool.run(RULES, "check", "rules", RULES.toString())).contains("SUCCESS");
        assertThat(Promtool.run(RULES, "test", "rules", tests.toString())).contains("SUCCESS");
    }

    /** By Prometheus' own scrapes, in the format that it chooses itself. */
    @Test
    void shouldAnswerEveryQueryOfTheDashboardAndOfTheRules() throws Exception {
        final List<String> queries = new ArrayList<>(dashboard());
        final Matcher rule = EXPRESSION.matcher(Files.readString(RULES));
        while (rule.find()) {
            queries.add(rule.group(1));
        }
        final TreeSet<String> names = new TreeSet<>();
        final Matcher name = Pattern.compile("\\b(?:leela|process|jvm)_[a-z_]+").matcher(String.join("\n", queries));
        while (name.find()) {
            names.add(name.group());
        }
        assertThat(queries).hasSizeGreaterThan(20);
        try (PrometheusDaemon prometheus = PrometheusDaemon.scraping(folder, running.port("http"))) {
            prometheus.awaitReady();
            RunningService.await("two scrapes", () -> size(prometheus, "leela_series_live") > 1);
            for (final String one : names) {
                assertThat(size(prometheus, one)).as(one).isPositive();
            }
            for (final String query : queries) {
                assertThat(prometheus.query(query.replace("$instance", ".*").replace("$__rate_interval", "1m")))
                        .as(query)
                        .contains("\"status\":\"success\"");
            }
        }
    }

    private static int size(final PrometheusDaemon prometheus, final String query) {
        try {
            return prometheus.times(query).size();
        } catch (final IOException unanswered) {
            throw new IllegalStateException(query, unanswered);
        }
    }

    private static List<String> dashboard() throws IOException {
        final JsonNode dashboard = new ObjectMapper()
                .readTree(
                        ROOT.resolve("ops/grafana/dashboards/leela-engine.json").toFile());
        final List<String> queries = new ArrayList<>();
        for (final JsonNode panel : dashboard.path("panels")) {
            for (final JsonNode target : panel.path("targets")) {
                queries.add(target.path("expr").asText());
            }
        }
        return queries;
    }
}
