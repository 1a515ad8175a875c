package leela.io.http.graphite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Debian's graphite-web, with a server of ours as its only one. Thread: the test's. */
final class GraphiteWeb implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final OutputStream requests;

    /** What it answered. */
    record Answer(int status, String body) {}

    GraphiteWeb(final int port, final Path folder) throws IOException {
        final Path script = folder.resolve("graphite-web.py");
        try (InputStream resource = GraphiteWeb.class.getResourceAsStream("graphite-web.py")) {
            Files.write(script, resource.readAllBytes());
        }
        process = new ProcessBuilder("/usr/bin/python3", script.toString(), Integer.toString(port), folder.toString())
                .redirectError(Redirect.to(folder.resolve("errors").toFile()))
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        requests = process.getOutputStream();
    }

    static boolean isInstalled() {
        return Files.exists(Path.of("/usr/lib/python3/dist-packages/graphite/render/functions.py"));
    }

    Answer render(final Map<String, Object> parameters) throws IOException {
        requests.write((JSON.writeValueAsString(parameters) + "\n").getBytes(StandardCharsets.UTF_8));
        requests.flush();
        final String line = answers.readLine();
        if (line == null) {
            throw new IOException("graphite-web ended");
        }
        final JsonNode answer = JSON.readTree(line);
        return new Answer(answer.get("status").asInt(), answer.get("body").asText());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
