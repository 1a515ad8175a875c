package leela.ops.log;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * What is logged, and where it goes: to standard error, as {@link FieldLayout} has it.
 * Thread: the first that logs.
 */
final class LogConfiguration extends AbstractConfiguration {

    /** What it warns of, the engine tells once, in its own words. */
    private static final String CASSANDRA = "com.datastax.oss.driver";

    LogConfiguration(final LoggerContext context) {
        super(context, ConfigurationSource.NULL_SOURCE);
        // the service ends the log itself, after its last part
        isShutdownHookEnabled = false;
        // no line has it, and looking it up fails with fifty lines where the host has a name that does not resolve
        getProperties().put("hostName", "unused");
    }

    @Override
    protected void doConfigure() {
        setName("leela");
        final ConsoleAppender out = ConsoleAppender.newBuilder()
                .setName("stderr")
                .setTarget(ConsoleAppender.Target.SYSTEM_ERR)
                .setLayout(new FieldLayout())
                .setConfiguration(this)
                .build();
        out.start();
        addAppender(out);
        getRootLogger().addAppender(out, null, null);
        getRootLogger().setLevel(Level.INFO);
        addLogger(CASSANDRA, new LoggerConfig(CASSANDRA, Level.ERROR, true));
    }
}
