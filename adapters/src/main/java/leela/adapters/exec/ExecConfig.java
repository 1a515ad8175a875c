package leela.adapters.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import leela.adapters.notice.InDoubt;

/**
 * A section [alerts.exec.NAME].
 * Thread: immutable.
 *
 * @param key               what messages call it, such as {@code alerts.exec.siren}
 * @param command           the program's path and its arguments
 * @param timeout           until it must have ended
 * @param inDoubt           what is done where it did not
 * @param messagesPerMinute most messages a minute
 */
public record ExecConfig(String key, List<String> command, Duration timeout, InDoubt inDoubt, int messagesPerMinute) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public ExecConfig {
        if (command.isEmpty() || !command.get(0).startsWith("/")) {
            throw new IllegalArgumentException(key + ".command: " + command
                    + " (expected: a list of an absolute path and the arguments; no shell reads it)");
        }
        if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + ".timeout: " + timeout + " (expected: at most 10m)");
        }
        command = List.copyOf(command);
    }

    /** Refuses a program that is not there. */
    void check() {
        final Path program = Path.of(command.get(0));
        if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new IllegalArgumentException(key + ".command: " + program + " is no program that can be run");
        }
    }
}
