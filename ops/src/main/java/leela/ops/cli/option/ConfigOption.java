package leela.ops.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import leela.ops.config.Config;
import leela.ops.config.ConfigFile;
import picocli.CommandLine.Option;

/** The option {@code -c FILE}; without it the installation's own file, else every key has its default. */
public final class ConfigOption {

    private static final String USUAL = "leela.toml";

    /** Set by the launcher where the installation has a file. */
    private static final String INSTALLED = System.getProperty("leela.config");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file; without it that of the installation, else every key has its default.")
    private Path file = INSTALLED == null ? null : Path.of(INSTALLED);

    /** As if it had been given. */
    public static ConfigOption of(final Path file) {
        final ConfigOption option = new ConfigOption();
        option.file = file;
        return option;
    }

    public boolean isGiven() {
        return file != null;
    }

    /** The file as log lines name it. */
    public String name() {
        return file == null ? "none" : file.toAbsolutePath().normalize().toString();
    }

    /** What its faults begin with. */
    public String source() {
        return String.valueOf(file);
    }

    /** What to know where no file is read, though this folder has one. */
    public Optional<String> unread() {
        return unreadIn(Path.of(""));
    }

    Optional<String> unreadIn(final Path folder) {
        return file == null && Files.exists(folder.resolve(USUAL))
                ? Optional.of(USUAL + " is here and not read; -c " + USUAL + " reads it")
                : Optional.empty();
    }

    public ConfigFile read() {
        return file == null ? ConfigFile.defaults() : ConfigFile.read(file);
    }

    public Config config() {
        return read().config();
    }
}
