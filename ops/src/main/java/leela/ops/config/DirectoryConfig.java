package leela.ops.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The section [directory]: where the standing queries that users asked for are written down.
 * Thread: immutable.
 *
 * @param backend  a file under data_dir, or Redis
 * @param redisUri where Redis is; it may name a user, and holds no password
 * @param password the file of Redis' password, if there is one
 * @param refresh  how often entries that others wrote are looked for
 */
public record DirectoryConfig(Backend backend, URI redisUri, Optional<Path> password, Duration refresh) {

    /** What keeps the directory. */
    public enum Backend {
        EMBEDDED,
        REDIS
    }

    private static final Pattern DATABASE = Pattern.compile("(/\\d{0,6})?");

    public static final DirectoryConfig DEFAULT = new DirectoryConfig(
            Backend.EMBEDDED, URI.create("redis://127.0.0.1:6379"), Optional.empty(), Duration.ofSeconds(5));

    public DirectoryConfig {
        final String scheme = redisUri.getScheme();
        if (!"redis".equals(scheme) && !"rediss".equals(scheme)
                || redisUri.getHost() == null
                || redisUri.getPort() < 1
                || redisUri.getPort() > Checks.MAX_PORT) {
            throw new IllegalArgumentException("directory.redis_uri: \"" + TomlDocument.masked(redisUri.toString())
                    + "\" (expected: redis://HOST:PORT or rediss://HOST:PORT)");
        }
        if (!DATABASE.matcher(redisUri.getPath()).matches()) {
            throw new IllegalArgumentException("directory.redis_uri: \"" + TomlDocument.masked(redisUri.toString())
                    + "\" (expected: nothing, or the number of a database, behind the port)");
        }
        if (redisUri.getUserInfo() != null && redisUri.getUserInfo().contains(":")) {
            throw new IllegalArgumentException("directory.redis_uri: \"" + TomlDocument.masked(redisUri.toString())
                    + "\" (expected: no password in it, but in a file: directory.password_file)");
        }
        if (redisUri.getUserInfo() != null && password.isEmpty()) {
            throw new IllegalArgumentException("directory.redis_uri: \"" + redisUri
                    + "\" (expected: no user, or a password for it: directory.password_file)");
        }
        if (refresh.isZero()) {
            throw new IllegalArgumentException("directory.refresh: 0s (expected: > 0)");
        }
    }
}
