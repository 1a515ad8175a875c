package leela.ops.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine made of files: each thing that it may lack, and the command that mends it. */
final class HostSettingsTest {

    private static final String ISOLATED = "sys/devices/system/cpu/isolated";
    private static final String GOVERNOR = "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor";
    private static final String CLOCK = "sys/devices/system/clocksource/clocksource0/current_clocksource";

    @TempDir
    private Path root;

    private HostNeeds needs = new HostNeeds(33_554_432, 12_048, List.of(2, 3), 0);

    @BeforeEach
    void provide() throws IOException {
        put("proc/sys/net/core/rmem_max", "33554432");
        put("proc/sys/net/unix/max_dgram_qlen", "512");
        put("proc/self/limits", "Limit  Soft  Hard  Units\nMax open files            65536   65536   files");
        put("proc/sys/vm/nr_hugepages", "0");
        put("proc/sys/vm/swappiness", "10");
        put("proc/swaps", "Filename\n/dev/sda2");
        put(ISOLATED, "2-3");
        put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
        put(GOVERNOR, "performance");
        put(CLOCK, "tsc");
        put("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");
    }

    private void put(final String file, final String text) throws IOException {
        final Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private List<HostSetting> lacking() {
        return HostSettings.of(root, needs).stream()
                .filter(setting -> setting.state() == HostSetting.State.LACKS)
                .toList();
    }

    @Test
    void shouldFindNothingWhereAllIsThere() {
        assertThat(lacking()).isEmpty();
        assertThat(HostSettings.of(root, needs)).hasSize(9).allMatch(one -> one.state() == HostSetting.State.OK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proc/sys/net/core/rmem_max | 212992 | net.core.rmem_max | sysctl -w net.core.rmem_max=33554432",
                "proc/sys/net/unix/max_dgram_qlen | 9 | net.unix.max_dgram_qlen | sysctl -w net.unix.max_dgram_qlen",
                "proc/self/limits | Max open files   1024   4096  files | open files | ulimit -n 12048",
                "sys/devices/system/cpu/isolated | 3 | isolated CPUs | isolcpus=2,3",
                "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor | powersave | CPU governor | cpupower",
                "sys/devices/system/clocksource/clocksource0/current_clocksource | hpet | clock source | echo tsc >",
                "sys/kernel/mm/transparent_hugepage/enabled | [always] madvise never | transparent huge pages "
                        + "| echo madvise >",
                "proc/sys/vm/swappiness | 60 | vm.swappiness | sysctl -w vm.swappiness=10",
            })
    void shouldNameWhatLacksAndTheCommandThatMendsIt(
            final String file, final String found, final String name, final String remedy) throws IOException {
        put(file, found);
        assertThat(lacking()).singleElement().satisfies(setting -> {
            assertThat(setting.name()).isEqualTo(name);
            assertThat(setting.remedy()).contains(remedy);
            assertThat(setting.reason()).isNotEmpty();
        });
    }

    @Test
    void shouldAskForHugePagesOnlyWhereTheHeapDoes() {
        needs = new HostNeeds(1, 1, List.of(), 512);
        assertThat(lacking())
                .singleElement()
                .satisfies(setting -> assertThat(setting.remedy()).isEqualTo("sysctl -w vm.nr_hugepages=512"));
    }

    @Test
    void shouldNotGuessWhatTheSystemDoesNotTell() throws IOException {
        Files.delete(root.resolve(CLOCK));
        Files.delete(root.resolve(GOVERNOR));
        Files.delete(root.resolve("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
        assertThat(lacking()).isEmpty();
        assertThat(HostSettings.of(root, needs))
                .filteredOn(one -> one.state() == HostSetting.State.UNKNOWN)
                .hasSize(2);
    }

    /** The kernel gives a setting to one read alone. */
    @Test
    void shouldReadTheSystemsOwnFilesToTheirEnd() {
        assertThat(HostSettings.of(Path.of("/"), needs))
                .filteredOn(one -> one.name().equals("net.core.rmem_max"))
                .singleElement()
                .satisfies(setting -> assertThat(setting.found()).matches("\\d{4,}|not told here"));
    }

    @Test
    void shouldReadListsOfCpus() {
        assertThat(HostSettings.cpus("0,2-4,7")).containsExactly(0, 2, 3, 4, 7);
        assertThat(HostSettings.cpus("")).isEmpty();
    }
}
