package leela.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leela.adapters.xmpp.Ejabberd;

/**
 * A person's XMPP client, as another process and from another hand: slixmpp, driven line by line.
 * Thread: the test's; one of its own reads.
 */
final class ChatClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_S = 60;

    private final Process process;
    private final BufferedWriter orders;
    private final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> presences = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> online = new LinkedBlockingQueue<>();

    /** A message and when it came, by the machine's monotonic clock, which the engine's is on Linux too. */
    record Received(String id, String sender, String type, String body, long atNs) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (final IOException noJson) {
                throw new AssertionError(body, noJson);
            }
        }
    }

    /** Logs in as this user of {@code localhost}; returns once it is online. */
    ChatClient(final Path folder, final Ejabberd server, final String user) throws IOException, InterruptedException {
        final Path script = folder.resolve("client.py");
        try (InputStream resource = ChatClient.class.getResourceAsStream("client.py")) {
            Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
        }
        // -X utf8: whatever the locale of the tests
        process = new ProcessBuilder("/usr/bin/python3", "-X", "utf8", "-u", script.toString())
                .redirectError(folder.resolve("client.log").toFile())
                .start();
        orders = process.outputWriter(StandardCharsets.UTF_8);
        order(JSON.createObjectNode()
                .put("port", server.plainPort())
                .put("jid", user + "@localhost/home")
                .put("password", user));
        final BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        final Thread reader = new Thread(() -> read(lines), "client-" + user);
        reader.setDaemon(true);
        reader.start();
        awaitOnline();
    }

    void awaitOnline() throws InterruptedException {
        assertThat(online.poll(PATIENCE_S, TimeUnit.SECONDS))
                .as("client online")
                .isNotNull();
    }

    void say(final String to, final String body) throws IOException {
        order(JSON.createObjectNode().put("to", to).put("body", body));
    }

    /** With an id of the message, in place of an earlier one where {@code replaced} is not empty. */
    void say(final String to, final String body, final String id, final String replaced) throws IOException {
        final ObjectNode order =
                JSON.createObjectNode().put("to", to).put("body", body).put("id", id);
        order(replaced.isEmpty() ? order : order.put("replaces", replaced));
    }

    void sayInRoom(final String room, final String body) throws IOException {
        order(JSON.createObjectNode().put("to", room).put("body", body).put("type", "groupchat"));
    }

    void subscribeTo(final String to) throws IOException {
        order(JSON.createObjectNode().put("subscribe", to));
    }

    void join(final String roomAndNickname) throws IOException {
        order(JSON.createObjectNode().put("join", roomAndNickname));
    }

    /** The next message; fails where none comes. */
    Received next() throws InterruptedException {
        final Received message = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(message).as("a message").isNotNull();
        return message;
    }

    /** The next message, or null where none comes within the time. */
    Received poll(final long timeoutMs) throws InterruptedException {
        return messages.poll(timeoutMs, TimeUnit.MILLISECONDS);
    }

    JsonNode ask(final String to, final String body) throws IOException, InterruptedException {
        say(to, body);
        return next().json();
    }

    /** What came so far is of no interest. */
    void forget() {
        messages.clear();
        presences.clear();
    }

    /** Waits for a presence such as {@code subscribed leela@localhost}. */
    void awaitPresence(final String expected) throws InterruptedException {
        for (String presence = ""; !presence.equals(expected); ) {
            presence = presences.poll(PATIENCE_S, TimeUnit.SECONDS);
            assertThat(presence).as("presence %s", expected).isNotNull();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private void order(final ObjectNode order) throws IOException {
        orders.write(order.toString());
        orders.newLine();
        orders.flush();
    }

    private void read(final BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(JSON.readTree(line));
            }
        } catch (final IOException ended) {
            presences.add("end");
        }
    }

    private void take(final JsonNode told) {
        if (told.has("body")) {
            messages.add(new Received(
                    told.path("id").asText(),
                    told.path("sender").asText(),
                    told.path("type").asText(),
                    told.path("body").asText(),
                    told.path("at").asLong()));
        } else if (told.has("presence")) {
            presences.add(
                    told.path("presence").asText() + " " + told.path("sender").asText());
        } else {
            online.add(true);
        }
    }
}
