package leela.ops.service;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is logged between construction and close. Thread: any. */
public final class CapturedLog extends AbstractAppender implements AutoCloseable {

    private static final String NAME = "captured";

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    public CapturedLog() {
        super(NAME, null, null, true, Property.EMPTY_ARRAY);
        start();
        root().addAppender(this);
    }

    @Override
    public void append(final LogEvent event) {
        lines.add(event.getMessage().getFormattedMessage());
    }

    /** The lines that hold this text. */
    public List<String> lines(final String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    @Override
    public void close() {
        root().removeAppender(this);
        stop();
    }

    private static Logger root() {
        return (Logger) LogManager.getRootLogger();
    }
}
