package leela.adapters.redis;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import leela.adapters.secrets.PasswordFile;
import leela.engine.spi.DirectoryException;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Questions to one Redis, over one connection; it need not be there yet.
 * Thread: one.
 * Errors: a password file that cannot be read at first is an {@link IllegalArgumentException}. What Redis does not
 * answer within two seconds is a {@link DirectoryException}; the next call tries again.
 */
final class RedisCalls {

    private static final int TIMEOUT_MS = 2000;
    private static final String PASSWORD_FILE = "directory.password_file";

    private final URI uri;
    private final RedisClient redis;

    /** The password, if there is one, is in the first line of this file, which is read at every login. */
    RedisCalls(final URI uri, final Optional<Path> passwordFile) {
        this.uri = uri;
        passwordFile.ifPresent(file -> PasswordFile.read(PASSWORD_FILE, file));
        redis = RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(uri))
                .clientConfig(config(uri, passwordFile))
                .poolConfig(oneConnection())
                .build();
    }

    void close() {
        redis.close();
    }

    /** All questions may be asked twice. */
    <T> T ask(final Function<RedisClient, T> question) throws DirectoryException {
        try {
            return askTwice(question);
        } catch (final IllegalArgumentException noPassword) {
            throw new DirectoryException(noPassword.getMessage(), noPassword);
        } catch (final JedisException failed) {
            throw new DirectoryException(
                    "Redis at " + uri.getHost() + ":" + uri.getPort() + " does not answer: " + failed.getMessage(),
                    failed);
        }
    }

    /**
     * A connection that broke while it was idle fails one call, and says nothing about Redis now. All questions may be
     * asked twice.
     */
    private <T> T askTwice(final Function<RedisClient, T> question) {
        try {
            return question.apply(redis);
        } catch (final JedisConnectionException stale) {
            return question.apply(redis);
        }
    }

    private static JedisClientConfig config(final URI uri, final Optional<Path> passwordFile) {
        final DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(TIMEOUT_MS)
                .socketTimeoutMillis(TIMEOUT_MS)
                .database(JedisURIHelper.getDBIndex(uri))
                .clientName("leela");
        passwordFile.ifPresent(file -> config.credentialsProvider(() ->
                new DefaultRedisCredentials(JedisURIHelper.getUser(uri), PasswordFile.read(PASSWORD_FILE, file))));
        return (JedisURIHelper.isRedisSSLScheme(uri) ? config.sslOptions(SslOptions.defaults()) : config).build();
    }

    private static GenericObjectPoolConfig<Connection> oneConnection() {
        final GenericObjectPoolConfig<Connection> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(1);
        config.setJmxEnabled(false);
        return config;
    }
}
