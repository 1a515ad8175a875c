package leela.ops.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import leela.engine.runtime.SystemClock;
import leela.io.http.HttpConfig;
import leela.ops.config.Config;

/**
 * The HTTP interface of the running engine that the configuration describes.
 * Thread: one.
 * Errors: {@link Failure} where it does not answer or answers with an error; {@link BadRequest} where it was asked
 * what is wrong.
 */
public final class EngineHttp {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CREATED = 201;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** The engine waits a minute each for its turn, its journal, and twice its store. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Java loads all that it has of TLS before it greets. */
    private static final Duration TLS_TIMEOUT = Duration.ofSeconds(10);

    private static final String UNRESERVED = "-._~";

    private final String base;
    private final String unknown;
    private final HttpClient client;
    private final Supplier<String> tokens;
    /** Null until it is asked for. */
    private String token;

    /** That at a URL, if one is given. */
    public EngineHttp(final Config engine, final EngineUrl url) {
        if (!url.isGiven()) {
            final EngineHttp own = new EngineHttp(engine);
            base = own.base;
            unknown = own.unknown;
            client = own.client;
            tokens = own.tokens;
            warning(engine).ifPresent(url::warn);
            return;
        }
        tokens = () -> EngineToken.given(System.getenv());
        base = url.base();
        unknown = "";
        client = client(base.startsWith("https"), url.ca().map(ca -> EngineTrust.of("--ca", ca)));
    }

    /** That of the engine on run_dir, if one runs there; else that which the configuration names. */
    public EngineHttp(final Config engine) {
        final HttpConfig config = engine.http();
        tokens = () -> EngineToken.of(config, engine.leela(), System.getenv());
        if (!config.enabled()) {
            throw new Failure("http.enabled is false in the configuration, and this command reads over HTTP");
        }
        final EngineAddresses addresses = EngineAddresses.of(engine.leela());
        final HttpConfig.Tls tls = config.tls();
        client = client(
                tls.isOn(), tls.isOn() ? Optional.of(EngineTrust.ofOwn(Path.of(tls.certificate()))) : Optional.empty());
        base = (tls.isOn() ? "https://" : "http://") + host(config.address()) + ":"
                + addresses.port("http", config.address(), config.port());
        unknown = addresses.unknown();
    }

    /** What is wrong with the certificate of the engine that the configuration describes, and does not matter here. */
    public static Optional<String> warning(final Config engine) {
        return EngineTrust.warning(engine.http(), Instant.EPOCH.plusNanos(new SystemClock().timeNs()));
    }

    private static HttpClient client(final boolean isTls, final Optional<SSLContext> trust) {
        final HttpClient.Builder client = HttpClient.newBuilder()
                .connectTimeout(isTls ? TLS_TIMEOUT : CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1);
        trust.ifPresent(client::sslContext);
        return client.build();
    }

    /** The body of a GET, to be read as it comes; null where there is nothing. */
    public InputStream get(final String path) {
        final HttpResponse<InputStream> response = send(request(path).GET().build());
        if (response.statusCode() == NOT_FOUND) {
            return null;
        }
        if (response.statusCode() != OK) {
            throw refused(response);
        }
        return response.body();
    }

    /** The results of a DELETE. */
    public JsonNode delete(final String path) throws IOException {
        final HttpResponse<InputStream> response =
                send(request(path).timeout(PATIENCE).DELETE().build());
        if (response.statusCode() != OK) {
            throw refused(response);
        }
        try (InputStream body = response.body()) {
            return new ObjectMapper().readTree(body).path("results");
        }
    }

    /** POSTs a JSON document that the engine must accept. */
    void post(final String path, final String json) {
        final HttpResponse<InputStream> response = send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
        if (response.statusCode() != CREATED) {
            throw refused(response);
        }
    }

    /**
     * A key as a part of a path: everything percent-encoded that is not plain, and its first byte always, so that no
     * key is taken for a route.
     */
    public static String encode(final byte[] key) {
        final StringBuilder text = new StringBuilder();
        for (final byte b : key) {
            final char c = (char) (b & 0xff);
            if (text.length() > 0 && c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                text.append(c);
            } else {
                text.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return text.toString();
    }

    private HttpRequest.Builder request(final String path) {
        final HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
        if (token == null) {
            token = tokens.get();
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private HttpResponse<InputStream> send(final HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (final SSLException distrusted) {
            throw new Failure(
                    "the engine at " + base + " is not trusted: " + EngineTrust.reason(distrusted), distrusted);
        } catch (final IOException unanswered) {
            throw new Failure(
                    unknown.isEmpty()
                            ? "the engine does not answer at " + base + hint(unanswered)
                            : unknown + ", and none answers at " + base + hint(unanswered),
                    unanswered);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", interrupted);
        }
    }

    /** Somebody listens there who does not speak HTTP in the clear. */
    private String hint(final IOException unanswered) {
        return base.startsWith("http:") && !(unanswered instanceof ConnectException)
                ? ": what listens there speaks no plain HTTP; is it TLS? Try https" + base.substring("http".length())
                : "";
    }

    static Failure refused(final HttpResponse<InputStream> response) {
        final String sentence = sentence(response);
        return switch (response.statusCode()) {
            case BAD_REQUEST -> new BadRequest(sentence);
            case UNAUTHORIZED ->
                new Failure("the engine answered 401: "
                        + (isWithToken(response)
                                ? "it does not know the token that it was shown; is it whole, and does leela token list"
                                        + " still have it? " + EngineToken.VARIABLE + " gives another"
                                : "it wants a token; put one into the environment as " + EngineToken.VARIABLE));
            default ->
                new Failure(
                        "the engine answered " + response.statusCode() + (sentence.isEmpty() ? "" : ": ") + sentence);
        };
    }

    /** Why it refuses, as it says itself; empty where it says nothing that can be read. */
    private static String sentence(final HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            final JsonNode answer = new ObjectMapper().readTree(body);
            final String message = answer.path("debug").path("message").asText();
            return message.isEmpty() ? answer.path("reason").asText() : message;
        } catch (final IOException noJson) {
            return ""; // the status says enough
        }
    }

    private static boolean isWithToken(final HttpResponse<InputStream> response) {
        return response.request().headers().firstValue("Authorization").isPresent();
    }

    private static String host(final String address) {
        return switch (address) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> address.contains(":") ? "[" + address + "]" : address;
        };
    }
}
