package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import leela.ops.log.FieldLayout;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** What came from outside cannot write log lines of its own. */
class LogLayoutTest {

    private static final String EVIL = "a\r\ntime=2026-01-01 level=INFO forged\u001b[2J\u0085\u2028\u202eb \"größe\"";

    @Test
    void shouldLetNoMessageEndItsLine() {
        assertThat(logged(EVIL, null))
                .endsWith(" event=x reason=\"a\\ntime=2026-01-01 level=INFO forged?[2J\\n\\n?b \"größe\"\"\n")
                .hasLineCount(1);
    }

    @Test
    void shouldLetNoMessageOfAnExceptionLookLikeALogLine() {
        assertThat(logged("x", new IllegalStateException(EVIL, new IOException(EVIL)))
                        .lines()
                        .skip(1))
                .isNotEmpty()
                .allMatch(line -> line.matches("(\tat |\t\\.\\.\\. |Caused by: |java\\.lang\\.Illegal).*"))
                .noneMatch(line -> line.matches(".*[\\p{Cc}\\p{Cf}&&[^\t]].*"));
    }

    @Test
    void shouldTellTheTimeToTheMillisecond() {
        assertThat(logged("x", null))
                .isEqualTo("time=1970-01-01T00:00:01.000Z level=WARN thread=test event=x reason=\"x\"\n");
    }

    private static String logged(final String reason, final Throwable thrown) {
        return new FieldLayout()
                .toSerializable(Log4jLogEvent.newBuilder()
                        .setTimeMillis(1_000)
                        .setLevel(Level.WARN)
                        .setLoggerName("x")
                        .setThreadName("test")
                        .setMessage(new SimpleMessage("event=x reason=\"" + reason + "\""))
                        .setThrown(thrown)
                        .build());
    }
}
