package leela.adapters.redis;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import leela.adapters.directory.DirectoryCounter;
import leela.adapters.directory.EntryJson;
import leela.engine.counters.Counters;
import leela.engine.spi.Directory;
import leela.engine.spi.DirectoryException;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The directory in a Redis hash: a field for each entry. Several engines and other tools share it.
 * Thread: one.
 * Errors: what Redis does not answer within two seconds is a {@link DirectoryException}; the next call tries again.
 */
public final class RedisDirectory implements Directory {

    /** The hash's name, the same for everybody ([chat 4]). */
    static final String HASH = "leela.xmpp";

    private static final int TIMEOUT_MS = 2000;

    private final URI uri;
    private final Counters counters;
    private final RedisClient redis;

    /** Redis need not be there yet. */
    public RedisDirectory(final URI uri, final Counters counters) {
        this.uri = uri;
        this.counters = counters;
        redis = RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(uri))
                .clientConfig(config(uri))
                .poolConfig(oneConnection())
                .build();
    }

    @Override
    public Map<String, Entry> entries() throws DirectoryException {
        final Map<String, String> all = ask(client -> client.hgetAll(HASH));
        final Map<String, Entry> entries = new HashMap<>();
        all.forEach((key, value) -> EntryJson.read(value).ifPresent(entry -> entries.put(key, entry)));
        counters.set(DirectoryCounter.UNREADABLE, all.size() - entries.size());
        return entries;
    }

    @Override
    public void put(final String key, final Entry entry) throws DirectoryException {
        ask(client -> client.hsetnx(HASH, key, EntryJson.write(entry)));
    }

    @Override
    public void remove(final String key) throws DirectoryException {
        ask(client -> client.hdel(HASH, key));
    }

    @Override
    public void close() {
        redis.close();
    }

    private <T> T ask(final Function<RedisClient, T> question) throws DirectoryException {
        try {
            return askTwice(question);
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

    private static JedisClientConfig config(final URI uri) {
        final DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(TIMEOUT_MS)
                .socketTimeoutMillis(TIMEOUT_MS)
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri))
                .clientName("leela");
        return (JedisURIHelper.isRedisSSLScheme(uri) ? config.sslOptions(SslOptions.defaults()) : config).build();
    }

    private static GenericObjectPoolConfig<Connection> oneConnection() {
        final GenericObjectPoolConfig<Connection> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(1);
        config.setJmxEnabled(false);
        return config;
    }
}
