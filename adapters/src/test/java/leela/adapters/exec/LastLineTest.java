package leela.adapters.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LastLineTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"~", "one~one", "one\\ntwo\\n~two", "one\\n  two \\n\\n  \\n~two", "\\u001b[31mred\\n~\\x1b[31mred"
            })
    void shouldGiveTheLastLineThatSaysSomethingAsItCanBeShown(final String written, final String line) {
        final String text = written == null ? "" : written.replace("\\n", "\n").replace("\\u001b", "\u001b");

        assertThat(new LastLine(stream(text)).text()).isEqualTo(line == null ? "" : line);
    }

    @Test
    void shouldCutALongLine() {
        assertThat(new LastLine(stream("x".repeat(4000))).text()).isEqualTo("x".repeat(200) + "…");
    }

    @Test
    void shouldFindTheLastLineBehindMoreThanItKeeps() {
        assertThat(new LastLine(stream("noise\n".repeat(10_000) + "disk full\n")).text())
                .isEqualTo("disk full");
    }

    @Test
    void shouldNotWaitForMore() {
        final InputStream silent = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("it waits");
            }
        };

        assertThat(new LastLine(silent).text()).isEmpty();
    }

    @Test
    void shouldGoOnWhenAProgramNeverStopsWriting() {
        final InputStream endless = new InputStream() {
            @Override
            public int available() {
                return Integer.MAX_VALUE;
            }

            @Override
            public int read() {
                return 'y';
            }
        };

        assertThat(new LastLine(endless).text()).startsWith("yyy");
    }

    @Test
    void shouldKeepWhatWasSaidBeforeTheStreamBroke() {
        final LastLine line = new LastLine(new InputStream() {
            private final InputStream before = stream("half\n");

            @Override
            public int available() throws IOException {
                if (before.available() == 0) {
                    throw new IOException("Stream closed");
                }
                return before.available();
            }

            @Override
            public int read() throws IOException {
                return before.read();
            }
        });

        assertThat(line.text()).isEqualTo("half");
    }

    private static InputStream stream(final String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
