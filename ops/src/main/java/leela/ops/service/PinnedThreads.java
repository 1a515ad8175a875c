package leela.ops.service;

import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import leela.engine.runtime.NamedThreads;
import net.openhft.affinity.Affinity;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads of the ring's handlers, named for what they run and pinned to the CPUs of the configuration.
 * Thread: the one that builds the service; pinning is done by each new thread itself.
 * Errors: a CPU that cannot be had is logged, and the thread runs where the kernel puts it.
 */
final class PinnedThreads implements ThreadFactory {

    private static final Logger LOG = LoggerFactory.getLogger(PinnedThreads.class);

    private final Iterator<String> names;
    private final Iterator<Integer> cpus;
    private final ErrorHandler onError;

    /** Threads get the names, and as far as there are some the CPUs, in this order. */
    PinnedThreads(final List<String> names, final List<Integer> cpus, final ErrorHandler onError) {
        this.names = names.iterator();
        this.cpus = cpus.iterator();
        this.onError = onError;
    }

    /** Loads what pins threads, before any of them runs: it is unpacked, and its file goes again. */
    static void loadLibrary() {
        final BitSet unused = Affinity.getAffinity();
    }

    @Override
    public Thread newThread(final Runnable body) {
        final String name = "leela-" + names.next();
        return NamedThreads.named(name, onError, cpus.hasNext() ? pinned(body, name, cpus.next()) : body);
    }

    private static Runnable pinned(final Runnable body, final String name, final int cpu) {
        return () -> {
            try {
                Affinity.setAffinity(cpu);
                LOG.info("event=thread_pinned thread={} cpu={}", name, cpu);
            } catch (final RuntimeException refused) {
                LOG.warn("event=thread_not_pinned thread={} cpu={} reason=\"{}\"", name, cpu, refused.getMessage());
            }
            body.run();
        };
    }
}
