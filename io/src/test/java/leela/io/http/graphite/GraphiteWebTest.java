package leela.io.http.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we render is what Debian's graphite-web renders of the same series: the same names, numbers and gaps. */
@Tag("once")
final class GraphiteWebTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double CLOSE = 1e-9;
    /** Values below are compared as if they were this. */
    private static final double LEAST = 1e-6;
    /** Of so many targets it may fail at one by a fault of its own. */
    private static final int FAULTY = 100;

    @TempDir
    private Path folder;

    private GraphiteServer server;
    private GraphiteWeb web;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(GraphiteWeb.isInstalled(), "graphite-web is not installed");
        server = new GraphiteServer().withSeries();
        web = new GraphiteWeb(server.port(), folder);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            web.close();
            server.close();
        }
    }

    @Test
    void shouldRenderSomeFunctionsAsGraphiteWebDoes() throws Exception {
        final List<String> all = each(1, 2);
        compare(IntStream.range(0, all.size())
                .filter(i -> i % 9 == 0)
                .mapToObj(all::get)
                .toList());
    }

    @Test
    @Tag("slow")
    void shouldRenderThousandsOfTargetsAsGraphiteWebDoes() throws Exception {
        final List<String> targets = new ArrayList<>(each(1, 1));
        for (int seed = 2; targets.size() < 2000; seed++) {
            targets.addAll(each(seed, 1 + seed % 4));
        }
        compare(targets);
    }

    private static List<String> each(final int seed, final int depth) {
        final RandomTargets random = new RandomTargets(seed);
        return RandomTargets.FORMS.stream().map(form -> random.of(form, depth)).toList();
    }

    private void compare(final List<String> targets) throws Exception {
        final List<String> differences = new ArrayList<>();
        int rendered = 0;
        int faulty = 0;
        for (int i = 0; i < targets.size(); i++) {
            final Map<String, Object> request = new LinkedHashMap<>();
            request.put("target", targets.get(i));
            request.put("from", Long.toString(GraphiteServer.NOW - (i % 3 == 0 ? 3600 : 5401)));
            request.put("until", Long.toString(GraphiteServer.NOW - (i % 5) * 7));
            request.put("now", Long.toString(GraphiteServer.NOW));
            request.put("format", "json");
            request.put("noCache", "1");
            if (i % 2 == 0) {
                request.put("maxDataPoints", Integer.toString(20 + i % 100));
            }
            final HttpResponse<byte[]> ours;
            try {
                ours = server.post("/render", form(request));
            } catch (final IOException unanswered) {
                throw new AssertionError("unanswered: " + request + " " + server.faults, unanswered);
            }
            final GraphiteWeb.Answer theirs = web.render(request);
            // its running sums square by pow(x, 2), which is not always x * x to the last bit: of a deviation of
            // nothing a hundred-thousandth is left then
            final boolean isRounded = targets.get(i).contains("stdev(");
            if (isFaultOfTheirs(theirs)) {
                faulty++;
                continue;
            }
            final String difference = difference(ours, theirs, isRounded ? 1e-5 : CLOSE, isRounded ? 1 : LEAST);
            if (!difference.isEmpty()) {
                differences.add(request + "\n    " + difference);
            }
            rendered += theirs.status() == 200 && theirs.body().length() > 2 ? 1 : 0;
        }
        assertThat(differences.subList(0, Math.min(40, differences.size())))
                .as("%d of %d", differences.size(), targets.size())
                .isEmpty();
        assertThat(faulty).as("faults of theirs").isLessThanOrEqualTo(1 + targets.size() / FAULTY);
        assertThat(rendered).as("targets that gave series").isGreaterThan(targets.size() / 3);
    }

    private static String form(final Map<String, Object> request) {
        return request.entrySet().stream()
                .map(one -> one.getKey() + "="
                        + GraphiteServer.encoded(one.getValue().toString()))
                .collect(Collectors.joining("&"));
    }

    /**
     * A part of asPercent has no total at the start, hitcount looks for a bucket behind its last, or what timeSlice
     * makes is asked for by aliasQuery: its tags are numbers. Ours answers.
     */
    private static boolean isFaultOfTheirs(final GraphiteWeb.Answer theirs) {
        return theirs.body().startsWith("UnboundLocalError")
                || theirs.body().startsWith("IndexError")
                || theirs.body().startsWith("AttributeError(\"'int' object has no attribute 'strip'");
    }

    private static String difference(
            final HttpResponse<byte[]> ours, final GraphiteWeb.Answer theirs, final double close, final double least)
            throws IOException {
        if (ours.statusCode() != 200 || theirs.status() != 200) {
            // where either refuses, both must; how they say it is their own
            return (ours.statusCode() == 200) == (theirs.status() == 200)
                    ? ""
                    : "ours " + ours.statusCode() + " " + cut(GraphiteServer.text(ours)) + " theirs " + theirs.status()
                            + " " + cut(theirs.body());
        }
        final JsonNode one = JSON.readTree(GraphiteServer.text(ours));
        final JsonNode other = JSON.readTree(theirs.body());
        if (one.size() != other.size()) {
            return one.size() + " series, theirs " + other.size() + ": " + cut(GraphiteServer.text(ours)) + " | "
                    + cut(theirs.body());
        }
        for (int i = 0; i < one.size(); i++) {
            final String difference = difference(one.get(i), other.get(i), close, least);
            if (!difference.isEmpty()) {
                return "series " + i + ": " + difference;
            }
        }
        return "";
    }

    private static String difference(
            final JsonNode ours, final JsonNode theirs, final double close, final double least) {
        if (!ours.get("target").equals(theirs.get("target"))) {
            return ours.get("target") + " theirs " + theirs.get("target");
        }
        if (!tags(ours).equals(tags(theirs))) {
            return "tags " + ours.get("tags") + " theirs " + theirs.get("tags");
        }
        final JsonNode points = ours.get("datapoints");
        final JsonNode others = theirs.get("datapoints");
        if (points.size() != others.size()) {
            return points.size() + " points, theirs " + others.size() + " " + cut(points.toString()) + " | "
                    + cut(others.toString());
        }
        for (int i = 0; i < points.size(); i++) {
            final JsonNode value = points.get(i).get(0);
            final JsonNode other = others.get(i).get(0);
            final boolean isSame = value.isNull() || other.isNull()
                    ? value.isNull() && other.isNull()
                    : Math.abs(value.asDouble() - other.asDouble())
                            <= close
                                    * Math.max(least, Math.max(Math.abs(value.asDouble()), Math.abs(other.asDouble())));
            if (!isSame || points.get(i).get(1).asLong() != others.get(i).get(1).asLong()) {
                return "point " + i + ": " + points.get(i) + " theirs " + others.get(i);
            }
        }
        return "";
    }

    private static Map<String, String> tags(final JsonNode series) {
        final Map<String, String> tags = new HashMap<>();
        series.get("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), numbered(tag.getValue().asText())));
        return tags;
    }

    /** Theirs shows a whole number with a point or without, by how it was made: no value tells. */
    private static String numbered(final String text) {
        return text.matches("-?\\d+\\.0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String cut(final String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
