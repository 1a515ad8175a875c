package leela.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.plugins.util.PluginRegistry;
import org.junit.jupiter.api.Test;

/** The one log of the process. */
class LogContextsTest {

    @Test
    void shouldBeConfiguredByTheEngineAloneAndHandLinesOver() {
        final LoggerContext context = (LoggerContext) LogManager.getContext(false);
        assertThat(context).isInstanceOf(AsyncLoggerContext.class);
        assertThat(context.getConfiguration()).isInstanceOf(LogConfiguration.class);
        assertThat(context.getConfiguration().getAppenders().values())
                .anySatisfy(appender -> assertThat(appender.getLayout()).isInstanceOf(FieldLayout.class));
        assertThat(context.getConfiguration()
                        .getLoggerConfig("com.datastax.oss.driver.x")
                        .getLevel())
                .isEqualTo(Level.ERROR);
    }

    @Test
    void shouldLoadNoneOfThePartsThatConfigurationsMayName() {
        LogManager.getContext(false);
        assertThat(PluginRegistry.getInstance().loadFromMainClassLoader().values())
                .isNotEmpty()
                .allMatch(List::isEmpty);
    }
}
