package leela.io.http.status;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.EngineThread;
import leela.engine.runtime.SystemClock;

/**
 * The process and its Java, under the names that other programs give the same: {@code process_…}, {@code jvm_…}; and
 * the processor time and the turns of the engine's threads.
 * Thread: any.
 */
final class ProcessMetrics {

    private static final Path MEMORY = Path.of("/proc/self/statm");
    private static final int PAGE_BYTES = 4096;
    private static final double MS_PER_SECOND = 1e3;
    private static final double NS_PER_SECOND = 1e9;
    private static final String OWN_THREADS = "leela-";

    private final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final Clock clock = new SystemClock();

    void appendTo(final MetricsText text) {
        text.gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.")
                .sample(runtime.getStartTime() / MS_PER_SECOND);
        if (system instanceof UnixOperatingSystemMXBean unix) {
            text.counter("process_cpu_seconds", "Total user and system CPU time spent in seconds.")
                    .sample(unix.getProcessCpuTime() / NS_PER_SECOND);
            text.gauge("process_open_fds", "Number of open file descriptors.")
                    .sample(unix.getOpenFileDescriptorCount());
            text.gauge("process_max_fds", "Maximum number of open file descriptors.")
                    .sample(unix.getMaxFileDescriptorCount());
        }
        appendMemory(text);
        appendHeap(text);
        appendCollections(text);
        appendThreads(text);
        text.info("jvm", "Version of Java.").sample("version", runtime.getVmVersion(), 1);
    }

    private static void appendMemory(final MetricsText text) {
        try {
            final String[] pages =
                    Files.readString(MEMORY, StandardCharsets.US_ASCII).split(" ");
            text.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.")
                    .sample(Double.parseDouble(pages[0]) * PAGE_BYTES);
            text.gauge("process_resident_memory_bytes", "Resident memory size in bytes.")
                    .sample(Double.parseDouble(pages[1]) * PAGE_BYTES);
        } catch (final IOException | RuntimeException elsewhere) {
            // another system, or one that does not tell: the others are worth it
            return;
        }
    }

    private void appendHeap(final MetricsText text) {
        append(text, "jvm_memory_used_bytes", "Memory in use, by pool.", MemoryUsage::getUsed);
        append(
                text,
                "jvm_memory_committed_bytes",
                "Memory that Java has of the system, by pool.",
                MemoryUsage::getCommitted);
        append(text, "jvm_memory_max_bytes", "Most memory, by pool; -1 where there is no limit.", MemoryUsage::getMax);
    }

    private void append(
            final MetricsText text, final String name, final String help, final ToDoubleFunction<MemoryUsage> value) {
        text.gauge(name, help);
        for (final MemoryPoolMXBean pool : pools) {
            final MemoryUsage usage = pool.getUsage();
            if (usage != null) {
                text.sample("pool", pool.getName(), value.applyAsDouble(usage));
            }
        }
    }

    private void appendCollections(final MetricsText text) {
        text.counter("jvm_gc_collections", "Garbage collections, by collector.");
        collectors.forEach(one -> text.sample("gc", one.getName(), one.getCollectionCount()));
        text.counter("jvm_gc_collection_seconds", "Time in garbage collections, by collector.");
        collectors.forEach(one -> text.sample("gc", one.getName(), one.getCollectionTime() / MS_PER_SECOND));
    }

    private void appendThreads(final MetricsText text) {
        text.gauge("jvm_threads_live", "Threads.").sample(threads.getThreadCount());
        text.counter("leela_thread_cpu_seconds", "Processor time of the engine's threads, by name.");
        for (final Map.Entry<String, Double> thread : ownThreads().entrySet()) {
            text.sample("thread", thread.getKey(), thread.getValue() / NS_PER_SECOND);
        }
        final Map<String, DutyCycle.Figures> turns = EngineThread.figures(clock.ticksNs());
        text.counter("leela_thread_busy_seconds", "Time in turns that are over, by thread.");
        turns.forEach((name, figures) -> text.sample("thread", name, figures.busyNs() / NS_PER_SECOND));
        text.gauge(
                "leela_thread_longest_turn_seconds",
                "The longest turn of the last minute or two, one that goes on included, by thread.");
        turns.forEach((name, figures) -> text.sample("thread", name, figures.longestNs() / NS_PER_SECOND));
        text.counter("leela_thread_stalls", "Turns that were so long that others waited, by thread.");
        turns.forEach((name, figures) -> text.sample("thread", name, figures.stalls()));
    }

    /** Threads of one name are one series. */
    private Map<String, Double> ownThreads() {
        final Map<String, Double> times = new TreeMap<>();
        for (final ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith(OWN_THREADS)) {
                final double timeNs = Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
                times.merge(info.getThreadName(), timeNs, Double::sum);
            }
        }
        return times;
    }
}
