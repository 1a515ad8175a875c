package leela.io.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DELETE: what is asked of storage, and what is refused. */
final class HttpDeletionTest {

    private RunningHttpServer door;

    @BeforeEach
    void start() throws IOException {
        door = new RunningHttpServer();
    }

    @AfterEach
    void stop() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/a%2Fb?start=10&finish=20.5 | points a/b 10000000000 20500000000 false | {'deleted':{'points':7}}",
                "/v1/key/keys?start=10&finish=20&dry_run | points keys 10000000000 20000000000 true"
                        + " | {'found':{'points':7}}",
                "/v1/data/d?start=10&finish=20 | documents d 10000000000 20000000000 false"
                        + " | {'deleted':{'documents':3}}",
                "/v1/keys?glob=a*&limit=2&after=x | keys a* x 2 false | {'deleted':{'keys':2},'next':'b'}",
                "/v1/keys?glob=*&dry_run | keys *  100 true | {'found':{'keys':2}}"
            })
    void shouldDeleteWhatIsAskedFor(final String path, final String told, final String results) throws IOException {
        assertThat(door.ask(delete(path)).body())
                .isEqualTo("{\"status\":200,\"results\":" + results.replace('\'', '"') + "}");
        assertThat(door.deletion.told).containsExactly(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/a                       | 400 | start and finish are needed",
                "/v1/a?start=1               | 400 | start and finish are needed",
                "/v1/a?finish=1              | 400 | start and finish are needed",
                "/v1/a?start=2&finish=1      | 400 | expected: not after finish",
                "/v1/past24/a                | 400 | expected: a key, with start and finish",
                "/v1/data/d                  | 400 | start and finish are needed",
                "/v1/keys                    | 400 | glob or tag is needed",
                "/v1/keys?glob=*&limit=1001  | 400 | limit: 1001 (expected: 1-1000)",
                "/v1/keys?prefix=a           | 400 | no parameter",
                "/v1/version                 | 405 | this path takes",
                "/v1/last/a                  | 405 | this path takes"
            })
    void shouldDeleteNothingWhereThatIsNotSaidInFull(final String path, final int status, final String reason)
            throws IOException {
        final HttpClientSocket.Answer answer = door.ask(delete(path));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(reason);
        assertThat(door.deletion.told).isEmpty();
    }

    @Test
    void shouldDeleteNothingForAPageOfAnotherSite() throws IOException {
        assertThat(door.ask(delete("/v1/keys?glob=*").replace("\r\n\r\n", "\r\nOrigin: https://x.example\r\n\r\n"))
                        .status())
                .isEqualTo(403);
        assertThat(door.deletion.told).isEmpty();
    }

    private static String delete(final String path) {
        return "DELETE " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}
