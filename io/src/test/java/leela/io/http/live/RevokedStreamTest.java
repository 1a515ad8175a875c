package leela.io.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import leela.io.http.HttpConfig;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.io.http.access.TokenFile;
import leela.io.http.live.LiveServer.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream is followed no longer than by a token that is in force. */
final class RevokedStreamTest {

    private static final String STREAM = "/v1/stream?query=SELECT%20id%20FROM%20%5Efoo%3B";

    @TempDir
    Path dir;

    @Test
    void shouldEndAStreamWithItsTokenAndSayWhyAndNoOther() throws IOException {
        final Path tokens = keep("leaked", "good");
        final HttpConfig config = HttpConfig.DEFAULT.onPort(0).withTokens(tokens.toString());
        try (LiveServer door = new LiveServer(new LiveConfig(LiveServer.SMALLEST_BUFFER, 1 << 18), config);
                Client leaked = door.open("GET", STREAM, 0, "Authorization: Bearer leaked\r\n");
                Client good = door.open("GET", STREAM, 0, "Authorization: Bearer good\r\n")) {
            assertThat(leaked.until("data:")).contains("event: started");
            assertThat(good.until("data:")).contains("event: started");

            keep("good");
            door.clock.advanceNs(1_000_000_000L);

            assertThat(leaked.until("data:"))
                    .endsWith("event: ended\n"
                            + "data: {\"reason\":\"the token of this request is not in force any more\"}\n");
            assertThat(leaked.until("data:")).as("the end").isNull();
            door.engine.event("foobar", 1, 1_365_500_000_000_000_000L);
            assertThat(good.until("data:")).contains("event: result");
        }
    }

    /** A file that holds tokens that are spelt as their names. */
    private Path keep(final String... names) throws IOException {
        final List<AccessToken> tokens = Stream.of(names)
                .map(name -> AccessToken.of(name, EnumSet.of(Right.READ), name))
                .toList();
        final Path file = dir.resolve("tokens");
        Files.writeString(file, TokenFile.text(tokens));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
