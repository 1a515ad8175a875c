package leela.ops.log;

import java.net.URI;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContextSelector;
import org.apache.logging.log4j.core.config.plugins.util.PluginRegistry;

/**
 * The log of the process, which hands its lines over without waiting, and is as {@link LogConfiguration} says. The
 * library would load all that any configuration may name, 230 classes and what they need; ours names none. Named in
 * {@code log4j2.component.properties}.
 * Thread: the first that logs.
 */
public final class LogContexts extends AsyncLoggerContextSelector {

    private LoggerContext context;

    /** By the library alone, before it asks for any class of its own. */
    public LogContexts() {
        final Thread caller = Thread.currentThread();
        final ClassLoader usual = caller.getContextClassLoader();
        caller.setContextClassLoader(new NoNamedParts(LogContexts.class.getClassLoader()));
        try {
            PluginRegistry.getInstance().loadFromMainClassLoader();
        } finally {
            caller.setContextClassLoader(usual);
        }
    }

    /** Two threads that log first at the same moment get the same. */
    @Override
    protected synchronized LoggerContext createContext(final String name, final URI unused) {
        if (context == null || context.isStopped()) {
            context = super.createContext(name, null);
            context.start(new LogConfiguration(context));
        }
        return context;
    }

    /** Where a configuration's parts would be found by their names; ours names none. */
    private static final class NoNamedParts extends ClassLoader {

        NoNamedParts(final ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(final String name, final boolean isResolved) throws ClassNotFoundException {
            throw new ClassNotFoundException(name);
        }
    }
}
