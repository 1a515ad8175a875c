package leela.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's files as an engine serves them, without a browser. */
@Tag("once")
final class WebFilesTest {

    private static final Path SOURCES = Path.of("../ops/web");
    private static final int MOST_PACKED = 250_000;
    private static final Pattern ELSEWHERE = Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg)[^\\s'\"`]+|//cdn");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE leela_(\\w+?)(?:_total)? ");
    private static final Pattern NAME = Pattern.compile("'(?!max_points')([a-z]+(?:_[a-z]+)+)'");
    private static final Pattern MARKUP_AS_TEXT =
            Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function");

    @TempDir
    private Path folder;

    private static List<Path> sources() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.sorted().toList();
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void shouldServeEveryFileAndStaySmall() throws Exception {
        try (RunningService engine = RunningService.in(folder, "")) {
            int packed = 0;
            for (final Path file : sources()) {
                packed += packedLength(engine, file.endsWith("index.html") ? "/" : "/ui/" + file.getFileName());
            }
            packed += packedLength(engine, "/ui/uplot.js") + packedLength(engine, "/ui/uplot.css");
            assertThat(packed).as("bytes of the whole page, packed").isLessThan(MOST_PACKED);
        }
    }

    private static int packedLength(final RunningService engine, final String path) throws Exception {
        final HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port("http") + path))
                .header("Accept", "text/html")
                .header("Accept-Encoding", "gzip")
                .build();
        final HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-encoding")).as(path).contains("gzip");
        return answer.body().length;
    }

    @Test
    void shouldAskNobodyElse() throws IOException {
        for (final Path file : sources()) {
            assertThat(ELSEWHERE.matcher(Files.readString(file)).results().map(found -> found.group()))
                    .as("addresses of others in %s", file)
                    .isEmpty();
        }
    }

    /** A counter that is not there would be shown as 0. */
    @Test
    void shouldReadCountersThatAreThere() throws Exception {
        final Set<String> families;
        try (RunningService engine = RunningService.in(folder, "")) {
            final HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + engine.port("http") + "/metrics"))
                    .build();
            families = TYPE.matcher(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
        }
        for (final String view : List.of("overview.js", "engine.js")) {
            assertThat(NAME.matcher(Files.readString(SOURCES.resolve(view)))
                            .results()
                            .map(found -> found.group(1)))
                    .as(view)
                    .isNotEmpty()
                    .isSubsetOf(families);
        }
    }

    /** What senders call their keys is shown as text, whatever it looks like. */
    @Test
    void shouldNeverMakeMarkupOfText() throws IOException {
        for (final Path file : sources()) {
            assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern(MARKUP_AS_TEXT);
        }
    }
}
