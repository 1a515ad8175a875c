package leela.ops.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import leela.ops.service.RunningService;

/**
 * Debian's Chromium without a window, driven by its own protocol (Chrome DevTools); one page.
 * Thread: the test's.
 */
final class Browser implements AutoCloseable {

    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int TIMEOUT_S = 30;

    /** What the page complained of, in its console. */
    final List<String> complaints = new CopyOnWriteArrayList<>();
    /** All addresses that were asked for. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger sent = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private String session = "";

    Browser(final Path folder) throws IOException {
        final Path profile = Files.createDirectories(folder.resolve("browser"));
        process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile())
                .start();
        final Path port = profile.resolve("DevToolsActivePort");
        RunningService.await("the browser", () -> lines(port).size() >= 2);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + lines(port).get(0)
                                + lines(port).get(1)),
                        new Listener())
                .join();
        final String target = command("Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        session = command("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        for (final String domain : List.of("Runtime", "Log", "Network", "Page")) {
            command(domain + ".enable", Map.of());
        }
    }

    private static List<String> lines(final Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (final IOException notYet) {
            return List.of();
        }
    }

    JsonNode command(final String method, final Map<String, ?> parameters) {
        final int id = sent.incrementAndGet();
        final ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
        message.set("params", json.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(TIMEOUT_S, TimeUnit.SECONDS).join();
    }

    void size(final int width, final int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void preferDark(final boolean isDark) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    void open(final String address) {
        command("Page.navigate", Map.of("url", "about:blank"));
        await("document.URL === 'about:blank'");
        command("Page.navigate", Map.of("url", address));
        await("document.readyState === 'complete' && document.URL !== 'about:blank'");
    }

    /** The value of an expression, as text. */
    String evaluate(final String expression) {
        final JsonNode answer = command(
                "Runtime.evaluate",
                Map.of("expression", "String(" + expression + ")", "awaitPromise", true, "returnByValue", true));
        return answer.path("result").path("value").asText();
    }

    /** Waits until an expression is true. */
    void await(final String condition) {
        RunningService.await(condition, () -> evaluate(condition).equals("true"));
    }

    /** Types text where the focus is. */
    void type(final String text) {
        command("Input.insertText", Map.of("text", text));
    }

    /** Presses a key by its name, such as {@code Enter}. */
    void press(final String key, final int code) {
        final String text = key.equals("Enter") ? "\r" : "";
        command(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
        command(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    void press(final char key) {
        final String text = String.valueOf(key);
        command("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", text, "text", text));
        command("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", text));
    }

    /** Drags over an element, from one part of its width to another. */
    void drag(final String selector, final double from, final double to) {
        final String box = "document.querySelector('" + selector + "').getBoundingClientRect()";
        final double left = Double.parseDouble(evaluate(box + ".left"));
        final double width = Double.parseDouble(evaluate(box + ".width"));
        final double y = Double.parseDouble(evaluate(box + ".top")) + Double.parseDouble(evaluate(box + ".height")) / 2;
        mouse("mouseMoved", left + from * width, y);
        mouse("mousePressed", left + from * width, y);
        mouse("mouseMoved", left + (from + to) / 2 * width, y);
        mouse("mouseMoved", left + to * width, y);
        mouse("mouseReleased", left + to * width, y);
    }

    private void mouse(final String type, final double x, final double y) {
        command(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** Answers, and what happens meanwhile. Thread: the socket's. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(final WebSocket from, final CharSequence part, final boolean isLast) {
            text.append(part);
            if (isLast) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(final String message) {
            try {
                final JsonNode tree = json.readTree(message);
                final JsonNode parameters = tree.path("params");
                switch (tree.path("method").asText()) {
                    case "" -> answers.remove(tree.path("id").asInt()).complete(tree.path("result"));
                    case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
                    case "Log.entryAdded" ->
                        complaints.add(parameters.path("entry").toString());
                    case "Runtime.consoleAPICalled" ->
                        complaints.add(parameters.path("args").toString());
                    case "Network.requestWillBeSent" ->
                        asked.add(parameters.path("request").path("url").asText());
                    default -> {}
                }
            } catch (final IOException noJson) {
                complaints.add(message);
            }
        }
    }
}
