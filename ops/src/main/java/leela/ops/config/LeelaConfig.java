package leela.ops.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The section [leela]: who this instance is and where its files lie.
 * Thread: immutable.
 *
 * @param node    its name in its own figures
 * @param dataDir journal, store, directory, counters
 * @param runDir  the unix sockets
 * @param group   whose members may use the stream sockets, besides root and the engine's own user; empty for all
 */
public record LeelaConfig(String node, Path dataDir, Path runDir, String group) {

    /**
     * A socket's path, ended by a zero byte, must fit the kernel's 108 bytes; the longest socket name takes 18 of them.
     */
    static final int MAX_RUN_DIR_LENGTH = 108 - 1 - "/timeline-multicast".length();

    public LeelaConfig {
        Checks.given("leela.node", node);
        final int length = runDir.toAbsolutePath().normalize().toString().length();
        if (length > MAX_RUN_DIR_LENGTH) {
            throw new IllegalArgumentException(
                    "leela.run_dir: " + runDir.toAbsolutePath().normalize() + " (expected: at most "
                            + MAX_RUN_DIR_LENGTH + " characters, for the kernel's limit on socket paths)");
        }
    }

    /** Why nobody answers at one of its sockets, one plain sentence. */
    public String notRunning(final Path socket) {
        if (!Files.exists(socket) && !Files.notExists(socket)) {
            return outOfReach(socket);
        }
        return "no engine is running on " + dataDir.toAbsolutePath().normalize() + ": "
                + (Files.exists(socket)
                        ? "nobody listens at " + socket + ", which an engine that was killed has left"
                        : "there is no socket " + socket);
    }

    /** Why this user cannot tell, or ask, one plain sentence. */
    public String outOfReach(final Path socket) {
        return "user " + System.getProperty("user.name") + " may not use " + socket
                + "; the engine's user may, and members of its group (as root: usermod -aG leela "
                + System.getProperty("user.name") + ", then log in anew), where one runs";
    }

    /** Where a socket of this name lies: in run_dir unless the name is an absolute path. */
    public Path socket(final String name) {
        return runDir.toAbsolutePath().normalize().resolve(name);
    }
}
