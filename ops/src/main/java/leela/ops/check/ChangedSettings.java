package leela.ops.check;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import leela.ops.config.ConfigFile;
import leela.ops.config.Setting;

/** In what a configuration differs from the one that is in force. Thread: any. */
public final class ChangedSettings {

    private ChangedSettings() {}

    /** The keys with another value, as {@code section.key}, in the order of the reference file. */
    public static List<String> between(final ConfigFile running, final ConfigFile read) {
        final Map<String, String> values = running.settings().stream()
                .collect(Collectors.toMap(ChangedSettings::name, Setting::value, (first, other) -> first));
        return read.settings().stream()
                .filter(setting -> !Objects.equals(values.get(name(setting)), setting.value()))
                .map(ChangedSettings::name)
                .toList();
    }

    private static String name(final Setting setting) {
        return setting.section() + "." + setting.key();
    }
}
