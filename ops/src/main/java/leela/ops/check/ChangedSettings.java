package leela.ops.check;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.ops.config.ConfigFile;
import leela.ops.config.Setting;

/** In what a configuration differs from the one that is in force. Thread: any. */
public final class ChangedSettings {

    private ChangedSettings() {}

    /**
     * The keys with another value, as {@code section.key}, in the order of the reference file; a table that only one of
     * them has is told as a whole.
     */
    public static List<String> between(final ConfigFile running, final ConfigFile read) {
        final Map<String, String> values = running.settings().stream()
                .collect(Collectors.toMap(ChangedSettings::name, Setting::value, (first, other) -> first));
        final Set<String> before = sections(running);
        final Set<String> now = sections(read);
        return Stream.concat(
                        read.settings().stream()
                                .filter(setting -> !Objects.equals(values.get(name(setting)), setting.value()))
                                .map(setting -> before.contains(setting.section()) ? name(setting) : setting.section()),
                        before.stream()
                                .filter(section -> !now.contains(section))
                                .map(section -> section + " (gone)"))
                .distinct()
                .toList();
    }

    private static Set<String> sections(final ConfigFile file) {
        return file.settings().stream().map(Setting::section).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String name(final Setting setting) {
        return setting.section() + "." + setting.key();
    }
}
