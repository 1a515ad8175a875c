package leela.ops.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.ops.config.ConfigFile;
import leela.ops.config.Setting;

/**
 * The files that a configuration names, as the engine's own user sees them: who checks is root more often than not.
 * Thread: any.
 */
public final class NamedFiles {

    private static final Pattern TEXT = Pattern.compile("\"(/[^\"]+)\"");

    private NamedFiles() {}

    /** Those that whom the data folder belongs to may not read, where root asks; sentences that begin with a key. */
    public static List<String> unreadable(final ConfigFile config) {
        final Optional<String> user = ServiceUser.other(config.config().leela().dataDir());
        final List<String> faults = new ArrayList<>();
        if (user.isEmpty()) {
            return faults;
        }
        for (final Setting setting : config.settings()) {
            final Matcher text = TEXT.matcher(setting.value());
            while (text.find()) {
                final Path file = Path.of(text.group(1));
                if (Files.isRegularFile(file)) {
                    ServiceUser.readFault(setting.section() + "." + setting.key(), user.orElseThrow(), file)
                            .ifPresent(faults::add);
                }
            }
        }
        return faults;
    }
}
