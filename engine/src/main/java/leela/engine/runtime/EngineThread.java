package leela.engine.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * A thread of the engine's: it has a name, and tells how its turns go.
 * Thread: any.
 */
public final class EngineThread extends Thread {

    /** Room for threads that are made while they are listed. */
    private static final int SPARE = 64;

    private final DutyCycle dutyCycle = new DutyCycle();

    @SuppressForbidden("made by NamedThreads alone")
    EngineThread(final Runnable body, final String name) {
        super(body, name);
    }

    DutyCycle dutyCycle() {
        return dutyCycle;
    }

    /** What the living threads that work in turns tell, by name; those of one name together. */
    public static Map<String, DutyCycle.Figures> figures(final long nowNs) {
        final Map<String, DutyCycle.Figures> figures = new TreeMap<>();
        for (final Thread thread : living()) {
            if (thread instanceof EngineThread own && own.dutyCycle.isUsed()) {
                figures.merge(own.getName(), own.dutyCycle.read(nowNs), DutyCycle.Figures::with);
            }
        }
        return figures;
    }

    /** All threads of this process; behind them the array has empty places. */
    private static Thread[] living() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        final Thread[] threads = new Thread[all.activeCount() + SPARE];
        all.enumerate(threads);
        return threads;
    }
}
