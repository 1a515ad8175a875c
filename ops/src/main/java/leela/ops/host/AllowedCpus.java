package leela.ops.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** The CPUs that the kernel lets this process run on, by {@code /proc/self/status}. Thread: any; stateless. */
public final class AllowedCpus {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LIST = "Cpus_allowed_list:";

    private AllowedCpus() {}

    /** Their list, such as {@code 0-3,8}; empty where the system does not tell. */
    public static String list() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(LIST))
                    .map(line -> line.substring(LIST.length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (final IOException untold) {
            return "";
        }
    }

    /** Those of such a list. */
    public static BitSet of(final String list) {
        final BitSet cpus = new BitSet();
        for (final String part : list.split(",")) {
            final String[] ends = part.strip().split("-");
            if (ends[0].matches("\\d{1,6}") && ends[ends.length - 1].matches("\\d{1,6}")) {
                cpus.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
        }
        return cpus;
    }
}
