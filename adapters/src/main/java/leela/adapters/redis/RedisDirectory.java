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
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The directory in a Redis hash: a field for each entry. Several engines and other tools share it. A key beside it says
 * that there was something in it: a Redis that has lost its data must not look like one that somebody has emptied.
 * Others say for an hour what an engine removed.
 * Thread: one.
 * Errors: what Redis does not answer within two seconds is a {@link DirectoryException}; the next call tries again.
 */
public final class RedisDirectory implements Directory {

    /** The hash's name, the same for everybody ([chat 4]). */
    static final String HASH = "leela.xmpp";

    /** There while the hash is, and while Redis has lost nothing. */
    static final String MARK = HASH + ":kept";

    private static final String REMOVED = HASH + ":removed:";
    private static final long REMOVED_S = 3600;

    private static final int TIMEOUT_MS = 2000;

    private final URI uri;
    private final Counters counters;
    private final RedisClient redis;
    private boolean isMarked;

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
        final long size = ask(client -> client.hlen(HASH));
        if (size > MOST_ENTRIES) {
            throw new DirectoryException(
                    "The hash " + HASH + " of Redis holds " + size + " entries (expected: at most " + MOST_ENTRIES
                            + "). Take out what is no query.",
                    null);
        }
        final Map<String, String> all = ask(client -> client.hgetAll(HASH));
        final Map<String, Entry> entries = new HashMap<>();
        all.forEach((key, value) -> EntryJson.read(value).ifPresent(entry -> entries.put(key, entry)));
        counters.set(DirectoryCounter.UNREADABLE, all.size() - entries.size());
        if (!all.isEmpty() && !isMarked) {
            mark();
        }
        return entries;
    }

    @Override
    public void put(final String key, final Entry entry) throws DirectoryException {
        ask(client -> client.del(REMOVED + key));
        ask(client -> client.hsetnx(HASH, key, EntryJson.write(entry)));
        mark();
    }

    @Override
    public void remove(final String key) throws DirectoryException {
        ask(client -> client.set(REMOVED + key, "", SetParams.setParams().ex(REMOVED_S)));
        ask(client -> client.hdel(HASH, key));
    }

    @Override
    public Absence absence(final String key) throws DirectoryException {
        if (ask(client -> client.exists(REMOVED + key))) {
            return Absence.REMOVED;
        }
        return ask(client -> client.exists(MARK)) ? Absence.DELETED : Absence.LOST;
    }

    private void mark() throws DirectoryException {
        ask(client -> client.set(MARK, ""));
        isMarked = true;
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
