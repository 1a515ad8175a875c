package leela.io.http;

import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import leela.engine.keys.NearestName;

/**
 * A request target taken apart: the path as it was sent, and the parameters of the query, decoded.
 * Thread: immutable.
 * Errors: a target that is neither a path nor a URL with one is a 400.
 */
public final class RequestTarget {

    private static final String AUTHORITY_MARK = "://";
    private static final String CACHE_BUSTER = "_";
    private static final int SHOWN_LENGTH = 64;
    private static final byte[] NOTHING = {};

    private final String path;
    private final List<Parameter> parameters;

    private RequestTarget(final String path, final List<Parameter> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    /** That of a request; null where it cannot be read. */
    static RequestTarget of(final HttpRequest head) {
        try {
            return head.decoderResult().isFailure() ? null : parse(head.uri());
        } catch (final HttpRefusal refusal) {
            return null;
        }
    }

    public static RequestTarget parse(final String target) {
        final String local = withoutAuthority(target);
        final int fragment = local.indexOf('#');
        final String whole = fragment < 0 ? local : local.substring(0, fragment);
        final int mark = whole.indexOf('?');
        return mark < 0
                ? new RequestTarget(whole, List.of())
                : new RequestTarget(whole.substring(0, mark), parametersOf(whole.substring(mark + 1)));
    }

    /** Proxies are sent {@code http://host/path}; servers must understand it too (RFC 9112, 3.2.2). */
    private static String withoutAuthority(final String target) {
        if (target.startsWith("/") || target.equals("*")) {
            return target;
        }
        final int authority = target.indexOf(AUTHORITY_MARK);
        if (authority <= 0) {
            throw HttpRefusal.badRequest("request target: " + target + " (expected: a path that begins with /)");
        }
        final int path = target.indexOf('/', authority + AUTHORITY_MARK.length());
        return path < 0 ? "/" : target.substring(path);
    }

    private static List<Parameter> parametersOf(final String query) {
        final List<Parameter> parameters = new ArrayList<>();
        for (final String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                final int equals = pair.indexOf('=');
                final String name = equals < 0 ? pair : pair.substring(0, equals);
                final byte[] value = equals < 0 ? NOTHING : PercentText.decode(pair.substring(equals + 1), true);
                parameters.add(new Parameter(PercentText.utf8(PercentText.decode(name, true)), value));
            }
        }
        return parameters;
    }

    /** The path, still percent-encoded. */
    public String path() {
        return path;
    }

    /**
     * Refuses parameters of other names: a misspelt one would change nothing, and nobody would notice. Those that any
     * answer takes are {@code callback}, {@code debug}, and {@code _}, by which browsers' libraries pass caches by.
     */
    public RequestTarget expect(final String... names) {
        final List<String> known = new ArrayList<>(List.of(names));
        known.addAll(List.of("callback", "debug"));
        for (final Parameter parameter : parameters) {
            if (!known.contains(parameter.name) && !parameter.name.equals(CACHE_BUSTER)) {
                throw HttpRefusal.badRequest(unknown(parameter.name, known));
            }
        }
        return this;
    }

    private static String unknown(final String name, final List<String> known) {
        final String shown = name.length() <= SHOWN_LENGTH ? name : name.substring(0, SHOWN_LENGTH) + "…";
        return "no parameter \"" + shown + "\""
                + NearestName.of(shown, known)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElseGet(() -> " (known: " + String.join(", ", known) + ")");
    }

    /** Whether there is a parameter of this name. */
    public boolean has(final String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name.equals(name));
    }

    /** The bytes of the first parameter of this name; none where it is missing. */
    public byte[] bytes(final String name) {
        for (final Parameter parameter : parameters) {
            if (parameter.name.equals(name)) {
                return parameter.value;
            }
        }
        return NOTHING;
    }

    /** The bytes of every parameter of this name, in their order. */
    public List<byte[]> every(final String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name.equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** As {@link #bytes}, as text. */
    public String text(final String name) {
        return PercentText.utf8(bytes(name));
    }

    private record Parameter(String name, byte[] value) {}
}
