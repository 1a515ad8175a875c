package leela.io.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** A client that sends bytes just as it is told, and reads answers strictly. Thread: the test's. */
public final class HttpClientSocket implements AutoCloseable {

    private static final int TIMEOUT_MS = 60_000;
    private static final int DEFAULT_BUFFER = 0;

    /** One answer; text holds one character a byte. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public String header(final String name) {
            return headers.get(name);
        }
    }

    private final Socket socket;
    private final InputStream in;

    public HttpClientSocket(final InetSocketAddress address) throws IOException {
        this(address, DEFAULT_BUFFER);
    }

    /** {@code receiveBuffer}: bytes that the kernel keeps for a client that does not read. */
    HttpClientSocket(final InetSocketAddress address, final int receiveBuffer) throws IOException {
        this(new Socket(), address, receiveBuffer);
    }

    /** Over a socket that is not connected yet, such as one that speaks TLS. */
    HttpClientSocket(final Socket socket, final InetSocketAddress address) throws IOException {
        this(socket, address, DEFAULT_BUFFER);
    }

    private HttpClientSocket(final Socket socket, final InetSocketAddress address, final int receiveBuffer)
            throws IOException {
        this.socket = socket;
        if (receiveBuffer != DEFAULT_BUFFER) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(address);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    public static byte[] latin(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String latin(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public static String get(final String target, final String... headers) {
        return request("GET", target, "", headers);
    }

    public static String post(final String target, final String body, final String... headers) {
        return request("POST", target, body, headers);
    }

    public static String request(final String method, final String target, final String body, final String... headers) {
        final StringBuilder text =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (final String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    public void send(final String text) throws IOException {
        socket.getOutputStream().write(latin(text));
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    public Answer ask(final String text) throws IOException {
        send(text);
        return read(text.startsWith("HEAD "));
    }

    public Answer read() throws IOException {
        return read(false);
    }

    /** The next answer, its transfer encoding and compression undone. */
    Answer read(final boolean isHead) throws IOException {
        final String statusLine = line();
        if (!statusLine.startsWith("HTTP/1.")) {
            throw new IOException("no status line: " + statusLine);
        }
        final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            final int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        final int status = Integer.parseInt(statusLine.substring(9, 12));
        final byte[] body = isHead || status == 204 || status == 304 || status == 100 ? new byte[0] : body(headers);
        final boolean isZipped = "gzip".equals(headers.get("content-encoding")) && !isHead;
        return new Answer(status, headers, latin(isZipped ? unzip(body) : body));
    }

    private byte[] body(final Map<String, String> headers) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            return chunks();
        }
        final String length = headers.get("content-length");
        if (length == null) {
            return in.readAllBytes();
        }
        final byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("body: " + body.length + " bytes (expected: " + length + ")");
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            final int length = Integer.parseInt(line(), 16);
            body.write(in.readNBytes(length));
            if (!line().isEmpty()) {
                throw new IOException("no line end behind a chunk");
            }
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private static byte[] unzip(final byte[] zipped) throws IOException {
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return unzipped.readAllBytes();
        }
    }

    private String line() throws IOException {
        final StringBuilder line = new StringBuilder();
        while (true) {
            final int b = in.read();
            if (b < 0) {
                throw new EOFException("the connection ended behind: " + line);
            }
            if (b == '\n') {
                return line.substring(0, line.length() - 1);
            }
            line.append((char) b);
        }
    }

    /** Whether the server has closed; waits for a byte or the end. */
    boolean isAtEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (final SocketException reset) {
            // the kernel's word for an end where the server had not read all of ours
            return true;
        }
    }

    /** What is there to read, without waiting. */
    int available() throws IOException {
        return in.available();
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
