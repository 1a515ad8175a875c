package leela.ops.config;

import java.net.URI;
import java.time.Duration;

/**
 * The section [directory]: where the standing queries that users asked for are written down.
 * Thread: immutable.
 *
 * @param backend  a file under data_dir, or Redis
 * @param redisUri where Redis is
 * @param refresh  how often entries that others wrote are looked for
 */
public record DirectoryConfig(Backend backend, URI redisUri, Duration refresh) {

    /** What keeps the directory. */
    public enum Backend {
        EMBEDDED,
        REDIS
    }

    public static final DirectoryConfig DEFAULT =
            new DirectoryConfig(Backend.EMBEDDED, URI.create("redis://127.0.0.1:6379"), Duration.ofSeconds(5));

    public DirectoryConfig {
        final String scheme = redisUri.getScheme();
        if (!"redis".equals(scheme) && !"rediss".equals(scheme) || redisUri.getHost() == null) {
            throw new IllegalArgumentException(
                    "directory.redis_uri: \"" + redisUri + "\" (expected: redis://HOST:PORT or rediss://HOST:PORT)");
        }
        if (refresh.isZero()) {
            throw new IllegalArgumentException("directory.refresh: 0s (expected: > 0)");
        }
    }
}
