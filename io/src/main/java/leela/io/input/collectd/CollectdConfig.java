package leela.io.input.collectd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.io.input.collectd.security.SecurityLevel;

/**
 * How collectd's packets are read. The sockets they come from have a configuration of their own.
 * Thread: immutable.
 *
 * @param securityLevel     how well packets must be protected
 * @param authFile          collectd's auth file; without one, signatures are not checked and nothing can be decrypted
 * @param typesDb           files that name the values of types, in collectd's form; later ones win
 * @param keyTemplate       how a key is made: see {@link #DEFAULT_KEY_TEMPLATE}
 * @param hostSeparator     what stands for a dot in a host's name: {@code "."} keeps it, {@code "_"} is Graphite's
 *                          habit
 * @param instanceSeparator the same for all other fields but the user; where no name holds either text, a dot of a key
 *                          always parts two fields
 * @param replayWindow      how old a signed or encrypted packet may be, and that it must not have come before; zero
 *                          takes all, as collectd does
 */
public record CollectdConfig(
        SecurityLevel securityLevel,
        Optional<Path> authFile,
        List<Path> typesDb,
        String keyTemplate,
        String hostSeparator,
        String instanceSeparator,
        Duration replayWindow) {

    /** Text in brackets is left out where a field inside is empty. */
    public static final String DEFAULT_KEY_TEMPLATE =
            "[{user}.]{host}[.{plugin}][-{plugin_instance}][.{type}][-{type_instance}][.{source}]";

    private static final Path STOCK_TYPES_DB = Path.of("/usr/share/collectd/types.db");
    private static final String KEPT_DOT = ".";
    private static final int MAX_SEPARATOR_LENGTH = 8;
    private static final Duration MAX_REPLAY_WINDOW = Duration.ofDays(3650);

    public CollectdConfig {
        typesDb = List.copyOf(typesDb);
        if (securityLevel != SecurityLevel.NONE && authFile.isEmpty()) {
            throw new IllegalArgumentException(
                    "collectd.auth_file: none (expected: a file, since security_level is " + securityLevel + ")");
        }
        checkSeparator("host_separator", hostSeparator);
        checkSeparator("instance_separator", instanceSeparator);
        if (replayWindow.isNegative() || replayWindow.compareTo(MAX_REPLAY_WINDOW) > 0) {
            throw new IllegalArgumentException("collectd.replay_window: " + replayWindow.toSeconds()
                    + "s (expected: 0s-" + MAX_REPLAY_WINDOW.toDays() + "d)");
        }
        final var unused = new KeyTemplate(keyTemplate, hostSeparator, instanceSeparator);
    }

    /** The same with these files that name types. */
    public CollectdConfig withTypesDb(final List<Path> files) {
        return new CollectdConfig(
                securityLevel, authFile, files, keyTemplate, hostSeparator, instanceSeparator, replayWindow);
    }

    /** What is in force where nothing is configured. */
    public static CollectdConfig defaults() {
        return new CollectdConfig(
                SecurityLevel.NONE,
                Optional.empty(),
                List.of(),
                DEFAULT_KEY_TEMPLATE,
                KEPT_DOT,
                KEPT_DOT,
                Duration.ZERO);
    }

    /**
     * The types that came with a collectd on this machine, if there is one: what to configure where nothing else is.
     */
    public static List<Path> stockTypesDb() {
        return Files.isReadable(STOCK_TYPES_DB) ? List.of(STOCK_TYPES_DB) : List.of();
    }

    KeyTemplate template() {
        return new KeyTemplate(keyTemplate, hostSeparator, instanceSeparator);
    }

    private static void checkSeparator(final String key, final String separator) {
        if (separator.isEmpty() || separator.length() > MAX_SEPARATOR_LENGTH) {
            throw new IllegalArgumentException("collectd." + key + ": \"" + separator + "\" (expected: 1-"
                    + MAX_SEPARATOR_LENGTH + " characters)");
        }
    }
}
