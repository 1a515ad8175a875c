package leela.io.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sites may write, and under which names the engine answers. */
final class SiteRulesTest {

    private static final SiteRules LOOPBACK = new SiteRules("*", true);
    private static final SiteRules NAMED = new SiteRules("https://charts.example.org", false);

    private static HttpRequest post(final String host, final String header, final String value) {
        final HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/k");
        request.headers().set("host", host);
        if (!value.isEmpty()) {
            request.headers().set(header, value);
        }
        return request;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:4080",
                "leela.localhost:4080",
                "127.0.0.1",
                "127.1.2.3:4080",
                "[::1]",
                "[::1]:4080",
                "localhost."
            })
    void shouldAnswerToLoopbackNames(final String host) {
        assertThat(LOOPBACK.refusalOf(post(host, "origin", ""), false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example.org",
                "evil.example.org:4080",
                "localhost.evil.org",
                "127.0.0.1.evil.org",
                "10.0.0.1",
                "[2001:db8::1]",
                "notlocalhost",
                "localhost:4080@evil.org",
                "localhost:4080:80",
                "127.0.0.1.",
                "",
                ".",
                ":4080",
                "evil.example.org#.localhost",
                "evil.example.org/.localhost",
                "evil.example.org?.localhost",
                "evil.example.org\\.localhost",
                "evil.example.org:80@x.localhost",
                ".localhost",
                "127.999.0.1",
                "127.0.0.256",
                "127.0.0.01"
            })
    void shouldRefuseOtherNamesWhereNothingElseProtectsIt(final String host) {
        final HttpRequest read = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/keys");
        read.headers().set("host", host);
        assertThat(LOOPBACK.refusalOf(read, true)).startsWith("Host: ");
        assertThat(NAMED.refusalOf(read, true)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "origin         | http://localhost:4080       | true",
                "origin         | https://localhost:4080      | true",
                "origin         | http://localhost:3000       | false",
                "origin         | http://localhost            | false",
                "origin         | https://evil.example.org    | false",
                "origin         | null                        | false",
                "sec-fetch-site | cross-site                  | false",
                "sec-fetch-site | same-site                   | false",
                "sec-fetch-site | same-origin                 | true",
                "sec-fetch-site | none                        | true",
                "user-agent     | curl/8                      | true",
            })
    void shouldTakeWritesOfItsOwnPagesAndOfPrograms(final String header, final String value, final boolean isTaken) {
        final String refusal = LOOPBACK.refusalOf(post("localhost:4080", header, value), false);
        assertThat(refusal == null).as(String.valueOf(refusal)).isEqualTo(isTaken);
    }

    @Test
    void shouldLetAnySiteReadAndNoOtherWriteWhateverTheMethod() {
        final HttpRequest request = post("localhost:4080", "origin", "https://evil.example.org");
        assertThat(LOOPBACK.refusalOf(request, true)).isNull();
        assertThat(LOOPBACK.refusalOf(request, false)).startsWith("Origin");
    }

    @Test
    void shouldTakeNoWriteThatBearsTheOriginOfAnotherSiteBesideItsOwn() {
        final HttpRequest request = post("localhost:4080", "origin", "http://localhost:4080");
        request.headers().add("origin", "https://evil.example.org");
        assertThat(LOOPBACK.refusalOf(request, false)).startsWith("Origin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                          | sec-fetch-site | cross-site  | true",
                "*                          | user-agent     | curl/8      | true",
                "https://charts.example.org | sec-fetch-site | same-origin | true",
                "https://charts.example.org | sec-fetch-site | cross-site  | false",
                "https://charts.example.org | sec-fetch-site | same-site   | false",
                "https://charts.example.org | user-agent     | old browser | false",
                "''                         | sec-fetch-site | cross-site  | false",
            })
    void shouldAnswerWithAScriptWhereAnySiteMayReadOrToItsOwnPages(
            final String corsOrigin, final String header, final String value, final boolean isServed) {
        final HttpRequest read = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/keys");
        read.headers().set(header, value);
        final String refusal = new SiteRules(corsOrigin, false).refusalOfScript(read);
        assertThat(refusal == null).as(String.valueOf(refusal)).isEqualTo(isServed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "https://"})
    void shouldRefuseAWriteOfAPageWhenItNamesNoHost(final String origin) {
        assertThat(new SiteRules("*", false).refusalOf(post("", "origin", origin), false))
                .startsWith("Origin");
    }

    @Test
    void shouldTakeWritesOfTheSiteThatIsNamed() {
        assertThat(NAMED.refusalOf(post("metrics.example.org", "origin", "https://charts.example.org"), false))
                .isNull();
        assertThat(NAMED.refusalOf(post("metrics.example.org", "origin", "https://other.example.org"), false))
                .contains("http.cors_origin");
    }

    @Test
    void shouldAskForOneHost() {
        final HttpRequest none = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        assertThat(LOOPBACK.faultOfHost(none)).startsWith("Host: 0 of them");
        final HttpRequest old = new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/");
        assertThat(LOOPBACK.faultOfHost(old)).isNull();
        old.headers().add("host", "localhost").add("host", "localhost");
        assertThat(LOOPBACK.faultOfHost(old)).startsWith("Host: 2 of them");
    }
}
