package leela.ops.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Linux should give an engine, and what it gives: read from {@code /proc} and {@code /sys}; nothing is changed.
 * Thread: one.
 * Errors: none; what cannot be read is unknown.
 */
public final class HostSettings {

    private static final int MOST_BYTES = 8192;
    private static final long LEAST_QUEUE = 512;
    private static final long MOST_SWAPPINESS = 10;
    private static final Set<String> SLOW_CLOCKS = Set.of("hpet", "acpi_pm", "jiffies", "refined-jiffies", "xen");
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\S+)");

    private final Path root;
    private final HostNeeds needs;
    private final List<HostSetting> settings = new ArrayList<>();

    private HostSettings(final Path root, final HostNeeds needs) {
        this.root = root;
        this.needs = needs;
    }

    /** Of the system below {@code root}, which is {@code /} but in tests. */
    public static List<HostSetting> of(final Path root, final HostNeeds needs) {
        final HostSettings host = new HostSettings(root, needs);
        host.receiveBuffers();
        host.localQueue();
        host.openFiles();
        host.isolatedCpus();
        host.governor();
        host.clockSource();
        host.transparentHugePages();
        host.hugePages();
        host.swapping();
        return List.copyOf(host.settings);
    }

    private void receiveBuffers() {
        atLeast(
                "net.core.rmem_max",
                "proc/sys/net/core/rmem_max",
                needs.receiveBuffer(),
                "the kernel keeps less for a UDP socket than receive_buffer asks for, and drops what comes meanwhile");
    }

    private void localQueue() {
        atLeast(
                "net.unix.max_dgram_qlen",
                "proc/sys/net/unix/max_dgram_qlen",
                LEAST_QUEUE,
                "local senders wait, and local programs lose events, after that many datagrams");
    }

    private void atLeast(final String name, final String file, final long least, final String reason) {
        final Optional<String> found = text(file);
        if (found.isEmpty()) {
            settings.add(HostSetting.unknown(name));
        } else if (Long.parseLong(found.get()) >= least) {
            settings.add(HostSetting.ok(name, found.get()));
        } else {
            settings.add(HostSetting.lacks(
                    name, found.get(), least + " or more", reason, "sysctl -w " + name + "=" + least));
        }
    }

    /** Of this process: a service has a limit of its own, LimitNOFILE= of its unit. */
    private void openFiles() {
        final Matcher limit = OPEN_FILES.matcher(text("proc/self/limits").orElse(""));
        if (!limit.find()) {
            settings.add(HostSetting.unknown("open files"));
        } else if (limit.group(1).equals("unlimited") || Long.parseLong(limit.group(1)) >= needs.openFiles()) {
            settings.add(HostSetting.ok("open files", limit.group(1)));
        } else {
            settings.add(HostSetting.lacks(
                    "open files",
                    limit.group(1),
                    needs.openFiles() + " or more",
                    "beyond it clients wait, and storage may not write",
                    "ulimit -n " + needs.openFiles() + "; of the service: LimitNOFILE=" + needs.openFiles()));
        }
    }

    /** Only those that engine.cpus names: without it the scheduler knows best. */
    private void isolatedCpus() {
        final Set<Integer> missing = new TreeSet<>(needs.cpus());
        final String isolated = text("sys/devices/system/cpu/isolated").orElse("");
        missing.removeAll(cpus(isolated));
        if (missing.isEmpty()) {
            settings.add(HostSetting.ok(
                    "isolated CPUs", needs.cpus().isEmpty() ? "none needed: engine.cpus is empty" : isolated));
        } else {
            final String list =
                    String.join(",", needs.cpus().stream().map(String::valueOf).toList());
            settings.add(HostSetting.lacks(
                    "isolated CPUs",
                    isolated.isEmpty() ? "none" : isolated,
                    list,
                    "other programs run on the cores that engine.cpus gives to the engine's threads",
                    "add isolcpus=" + list + " nohz_full=" + list + " to the kernel's command line, and boot"));
        }
    }

    /** Of {@code 1-3,5}. */
    static Set<Integer> cpus(final String list) {
        final Set<Integer> cpus = new TreeSet<>();
        for (final String range : list.isBlank() ? new String[0] : list.split(",")) {
            final String[] ends = range.strip().split("-");
            for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    private void governor() {
        final Set<String> governors = new TreeSet<>();
        try (DirectoryStream<Path> cpus =
                Files.newDirectoryStream(root.resolve("sys/devices/system/cpu"), "cpu[0-9]*")) {
            for (final Path cpu : cpus) {
                text(cpu.resolve("cpufreq/scaling_governor")).ifPresent(governors::add);
            }
        } catch (final IOException untold) {
            governors.clear();
        }
        final String found = String.join(", ", governors);
        if (governors.isEmpty()) {
            settings.add(HostSetting.unknown("CPU governor"));
        } else if (found.equals("performance")) {
            settings.add(HostSetting.ok("CPU governor", found));
        } else {
            settings.add(HostSetting.lacks(
                    "CPU governor",
                    found,
                    "performance",
                    "a core that was idle is slow for the first metrics that come",
                    "cpupower frequency-set -g performance"));
        }
    }

    private void clockSource() {
        final String folder = "sys/devices/system/clocksource/clocksource0/";
        final Optional<String> found = text(folder + "current_clocksource");
        if (found.isEmpty()) {
            settings.add(HostSetting.unknown("clock source"));
        } else if (SLOW_CLOCKS.contains(found.get())) {
            settings.add(HostSetting.lacks(
                    "clock source",
                    found.get(),
                    "tsc",
                    "each look at the clock is a system call",
                    "echo tsc > /" + folder + "current_clocksource; for good: clocksource=tsc on the kernel's command"
                            + " line"));
        } else {
            settings.add(HostSetting.ok("clock source", found.get()));
        }
    }

    private void transparentHugePages() {
        final String file = "sys/kernel/mm/transparent_hugepage/enabled";
        final Matcher chosen = CHOSEN.matcher(text(file).orElse(""));
        if (!chosen.find()) {
            settings.add(HostSetting.unknown("transparent huge pages"));
        } else if (chosen.group(1).equals("always")) {
            settings.add(HostSetting.lacks(
                    "transparent huge pages",
                    "always",
                    "madvise",
                    "the kernel stops threads to put pages together, and the store takes more memory than it uses",
                    "echo madvise > /" + file));
        } else {
            settings.add(HostSetting.ok("transparent huge pages", chosen.group(1)));
        }
    }

    /** Of use only to a heap that was told to take them. */
    private void hugePages() {
        final Optional<String> found = text("proc/sys/vm/nr_hugepages");
        if (found.isEmpty()) {
            settings.add(HostSetting.unknown("vm.nr_hugepages"));
        } else if (needs.hugePages() > Long.parseLong(found.get())) {
            settings.add(HostSetting.lacks(
                    "vm.nr_hugepages",
                    found.get(),
                    needs.hugePages() + " or more",
                    "the heap asks for large pages (-XX:+UseLargePages), and there are too few for it",
                    "sysctl -w vm.nr_hugepages=" + needs.hugePages()));
        } else {
            settings.add(HostSetting.ok("vm.nr_hugepages", found.get()));
        }
    }

    private void swapping() {
        final Optional<String> found = text("proc/sys/vm/swappiness");
        final boolean hasSwap = text("proc/swaps").orElse("").lines().count() > 1;
        if (found.isEmpty()) {
            settings.add(HostSetting.unknown("vm.swappiness"));
        } else if (!hasSwap || Long.parseLong(found.get()) <= MOST_SWAPPINESS) {
            settings.add(HostSetting.ok("vm.swappiness", found.get() + (hasSwap ? "" : ", without swap")));
        } else {
            settings.add(HostSetting.lacks(
                    "vm.swappiness",
                    found.get(),
                    MOST_SWAPPINESS + " or less",
                    "the heap goes to the disk while files are cached, and a collection waits for it",
                    "sysctl -w vm.swappiness=" + MOST_SWAPPINESS));
        }
    }

    private Optional<String> text(final String file) {
        return text(root.resolve(file));
    }

    private static Optional<String> text(final Path file) {
        // in one piece: the kernel gives a setting to the first read alone, however short that is
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII).strip());
        } catch (final IOException untold) {
            return Optional.empty();
        }
    }
}
