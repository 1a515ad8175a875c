package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** What came from outside cannot write log lines of its own. */
class LogLayoutTest {

    private static final String EVIL = "a\r\ntime=2026-01-01 level=INFO forged\u001b[2J\u0085\u2028\u202eb \"größe\"";

    @Test
    void shouldLetNoMessageEndItsLine() throws IOException {
        assertThat(logged(EVIL, null))
                .endsWith(" event=x reason=\"a\\ntime=2026-01-01 level=INFO forged?[2J\\n\\n?b \"größe\"\"\n")
                .hasLineCount(1);
    }

    @Test
    void shouldLetNoMessageOfAnExceptionLookLikeALogLine() throws IOException {
        assertThat(logged("x", new IllegalStateException(EVIL, new IOException(EVIL)))
                        .lines()
                        .skip(1))
                .isNotEmpty()
                .allMatch(line -> line.matches("(\tat |\t\\.\\.\\. |Caused by: |java\\.lang\\.Illegal).*"))
                .noneMatch(line -> line.matches(".*[\\p{Cc}\\p{Cf}&&[^\t]].*"));
    }

    private static String logged(final String reason, final Throwable thrown) throws IOException {
        final Properties properties = new Properties();
        try (InputStream file = LogLayoutTest.class.getResourceAsStream("/log4j2.properties")) {
            properties.load(file);
        }
        return PatternLayout.newBuilder()
                .withPattern(properties.getProperty("appender.stderr.layout.pattern"))
                .build()
                .toSerializable(Log4jLogEvent.newBuilder()
                        .setLevel(Level.WARN)
                        .setLoggerName("x")
                        .setThreadName("test")
                        .setMessage(new SimpleMessage("event=x reason=\"" + reason + "\""))
                        .setThrown(thrown)
                        .build());
    }
}
