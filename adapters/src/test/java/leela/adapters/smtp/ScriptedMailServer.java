package leela.adapters.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import leela.engine.runtime.NamedThreads;

/**
 * A mail server that answers each command as the test wants, and everything else with 250; an empty answer closes the
 * connection.
 */
final class ScriptedMailServer implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final Map<String, String> answers;
    /** The texts of mails. */
    final BlockingQueue<String> mails = new LinkedBlockingQueue<>();

    /** {@code answers} by the command's first four letters; {@code .} is the end of the text. */
    ScriptedMailServer(final Map<String, String> answers) throws IOException {
        this.answers = answers;
        new NamedThreads("test-mail", fault -> {}).newThread(this::serve).start();
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                talk(client);
            } catch (final IOException ended) {
                // the next one, or the end
            }
        }
    }

    private void talk(final Socket client) throws IOException {
        final BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        final OutputStream out = client.getOutputStream();
        String answer = answers.getOrDefault("HELO", "220 mail");
        final StringBuilder text = new StringBuilder();
        boolean isText = false;
        while (!answer.isEmpty()) {
            out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (isText && line != null && !line.equals(".")) {
                text.append(line).append('\n');
                line = in.readLine();
            }
            if (line == null) {
                return;
            }
            if (isText) {
                mails.add(text.toString());
            }
            final String command = isText ? "." : line.substring(0, Math.min(4, line.length()));
            isText = command.equals("DATA") && !answers.containsKey("DATA");
            answer = answers.getOrDefault(command, isText ? "354 go on" : "250 ok");
        }
    }
}
