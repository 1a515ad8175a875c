package leela.ops.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * The signals that ask a process to end, or to read its configuration. Once they are taken over, the JVM no longer
 * begins its own shutdown with them: in the midst of a start that makes every part fail that is just being built.
 * Thread: the handler runs on one of the JVM's, for each signal.
 */
final class TerminationSignals {

    private static final List<String> NAMES = List.of("HUP", "INT", "TERM");

    private TerminationSignals() {}

    /**
     * From now on they call {@code onSignal} with their name, such as SIGTERM; without effect on a JVM that keeps them
     * to itself.
     */
    static void handle(final Consumer<String> onSignal) {
        try {
            // exported, yet javac warns of it wherever it is named
            final Class<?> signal = Class.forName("sun.misc.Signal");
            final Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (final String name : NAMES) {
                final Object run = Proxy.newProxyInstance(
                        handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            onSignal.accept("SIG" + name);
                            return null;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), run);
            }
        } catch (final ReflectiveOperationException keptToItself) {
            // then the JVM ends the process itself
        }
    }
}
