package leela.perf.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * CPU time of every thread of this process by name, also of those that are not Java's, as the kernel's scheduler counts
 * it.
 * Thread: one.
 * Units: ns.
 */
final class ThreadCosts {

    private final Map<String, Long> byName = new TreeMap<>();

    /** What was spent up to now. */
    static ThreadCosts now() {
        final ThreadCosts costs = new ThreadCosts();
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            threads.forEach(costs::read);
        } catch (final IOException refused) {
            throw new UncheckedIOException(refused);
        }
        return costs;
    }

    /** What was spent since {@code earlier}, by thread; threads of one kind (GC, JIT, RocksDB's) are one. */
    Map<String, Long> since(final ThreadCosts earlier) {
        final Map<String, Long> spent = new TreeMap<>();
        byName.forEach((name, ns) -> spent.put(name, ns - earlier.byName.getOrDefault(name, 0L)));
        return spent;
    }

    private void read(final Path thread) {
        try {
            final String name = Files.readString(thread.resolve("comm")).trim();
            final long ns =
                    Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
            byName.merge(kindOf(name), ns, Long::sum);
        } catch (final IOException ended) {
            // a thread that ended meanwhile
        }
    }

    private static String kindOf(final String name) {
        if (name.startsWith("GC Thread") || name.startsWith("VM Thread") || name.startsWith("G1 ")) {
            return "garbage collector";
        }
        return name.contains("Compiler") ? "JIT" : name.replaceAll("[#-]?\\d+$", "");
    }
}
