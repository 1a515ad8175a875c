package leela.io.http.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which sites may reach the engine through somebody's browser ([HTTP 7.1]). A page of any site can make a browser send
 * requests to this machine. What it sends tells the site in {@code Origin} or {@code Sec-Fetch-Site}, which programs
 * leave out; a name that its owner points at this machine stands in {@code Host}.
 * Thread: immutable.
 */
public final class SiteRules {

    private static final AsciiString SEC_FETCH_SITE = AsciiString.cached("sec-fetch-site");
    private static final String LOCALHOST = "localhost";
    private static final String IPV6_LOOPBACK = "[::1]";
    private static final String OCTET = "\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4_LOOPBACK = Pattern.compile("127" + OCTET + OCTET + OCTET);
    /** What a browser may take for the end of a name, such as {@code #} or {@code @}, is none of it. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]*+");

    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final String ANY = "*";
    private static final String SAME_ORIGIN = "same-origin";
    /** None: typed by a person, not asked for by a page. */
    private static final Set<String> OWN_SITES = Set.of(SAME_ORIGIN, "none");

    private final String corsOrigin;
    private final boolean isLoopbackOnly;

    /**
     * @param corsOrigin     the site that may write too; {@code *} and nothing name none
     * @param isLoopbackOnly whether requests must name this machine as their host: nothing else protects the engine
     */
    public SiteRules(final String corsOrigin, final boolean isLoopbackOnly) {
        this.corsOrigin = corsOrigin;
        this.isLoopbackOnly = isLoopbackOnly;
    }

    /** What is wrong with the Host of a request, or null. */
    public String faultOfHost(final HttpRequest head) {
        final List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || hosts.isEmpty() && head.protocolVersion().isKeepAliveDefault()) {
            return "Host: " + hosts.size() + " of them (expected: one)";
        }
        return null;
    }

    /**
     * Why a request may not come from where it comes from, or null where it may.
     *
     * @param isRead whether it changes nothing, whatever its method: charts post what they ask for
     */
    public String refusalOf(final HttpRequest head, final boolean isRead) {
        final String named = head.headers().get(HttpHeaderNames.HOST);
        final String host = named == null ? "" : named.toLowerCase(Locale.ROOT);
        if (isLoopbackOnly && named != null && !isLoopback(host)) {
            return "Host: an engine without a token answers to localhost and to loopback addresses alone;"
                    + " http.token_file opens it to other names";
        }
        if (isRead) {
            return null;
        }
        final List<String> origins = head.headers().getAll(HttpHeaderNames.ORIGIN);
        if (origins.isEmpty()) {
            final String site = head.headers().get(SEC_FETCH_SITE);
            return site == null || OWN_SITES.contains(site) ? null : foreign("another site");
        }
        return origins.stream().allMatch(origin -> isOwn(origin, host) || isNamed(origin)) ? null : foreign("Origin");
    }

    /** Why an answer may not be a script, which any page can run, and so read what one site may; null where it may. */
    public String refusalOfScript(final HttpRequest head) {
        return corsOrigin.equals(ANY) || SAME_ORIGIN.equals(head.headers().get(SEC_FETCH_SITE))
                ? null
                : "callback: where http.cors_origin is not \"*\", JSONP is for the engine's own pages alone";
    }

    /** By comparisons: a pattern that repeats a group would recurse for each label of a name as long as a header. */
    private static boolean isLoopback(final String host) {
        final Matcher port = PORT.matcher(host);
        final String bare = port.find() ? host.substring(0, port.start()) : host;
        final String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return name.equals(LOCALHOST)
                || name.endsWith("." + LOCALHOST) && NAME.matcher(name).matches()
                || bare.equals(IPV6_LOOPBACK)
                || IPV4_LOOPBACK.matcher(bare).matches();
    }

    private static String foreign(final String what) {
        return what + ": pages of other sites may not write; http.cors_origin names the one that may";
    }

    private static boolean isOwn(final String origin, final String host) {
        return !host.isEmpty()
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    private boolean isNamed(final String origin) {
        return !corsOrigin.equals(ANY) && corsOrigin.equalsIgnoreCase(origin);
    }
}
