package leela.io.http.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import leela.io.http.Api;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.Routes;

/**
 * The page at {@code /} for whoever takes HTML, and its files under {@code /ui/}. They are open to all: what they ask
 * the engine for is not. The page runs nothing but its own files, and asks nobody but this engine.
 * Thread: the loop's.
 * Memory: the files, plain and, once asked for, packed.
 * Errors: a client at {@code /} that takes no HTML gets the 404 that it always got.
 */
public final class PageApi implements Api {

    private static final String ROOT = "/";
    private static final String FILES = "/ui/";
    private static final String HTML = "text/html";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<CharSequence, String> HEADERS = Map.of(
            "content-security-policy", POLICY,
            "referrer-policy", "no-referrer",
            "cross-origin-opener-policy", "same-origin");

    private final PageFile start;
    private final Map<String, PageFile> files;

    /** {@code start} is shown at the root, the others at their own paths below {@code /ui/}. */
    public PageApi(final PageFile start, final List<PageFile> files) {
        this.start = start;
        this.files = files.stream().collect(Collectors.toMap(PageFile::path, Function.identity()));
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addOpen(HttpMethod.GET, ROOT, this::serveStart).addOpen(HttpMethod.GET, FILES, this::serveFile);
    }

    private void serveStart(final Exchange exchange, final String rest) {
        if (!exchange.header(HttpHeaderNames.ACCEPT).contains(HTML)) {
            throw HttpRefusal.notFound("no such path");
        }
        send(exchange, start);
    }

    private void serveFile(final Exchange exchange, final String rest) {
        final PageFile file = files.get(rest);
        if (file == null) {
            throw HttpRefusal.notFound("no such file: " + rest);
        }
        send(exchange, file);
    }

    private static void send(final Exchange exchange, final PageFile file) {
        exchange.shared(file.contentType(), file.plain(), file.packed(), HEADERS);
    }
}
