package leela.adapters.redis;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import leela.adapters.directory.DirectoryCounter;
import leela.adapters.directory.EntryJson;
import leela.engine.counters.Counters;
import leela.engine.spi.Directory;
import leela.engine.spi.DirectoryException;
import redis.clients.jedis.params.SetParams;

/**
 * The directory in a Redis hash: a field for each entry. Several engines and other tools share it. A key beside it says
 * that there was something in it: a Redis that has lost its data must not look like one that somebody has emptied.
 * Others say for an hour what an engine removed.
 * Thread: one.
 * Errors: a password file that cannot be read at first is an {@link IllegalArgumentException}. What Redis does not
 * answer within two seconds is a {@link DirectoryException}; the next call tries again.
 */
public final class RedisDirectory implements Directory {

    /** The hash's name, the same for everybody ([chat 4]). */
    static final String HASH = "leela.xmpp";

    /** There while the hash is, and while Redis has lost nothing. */
    static final String MARK = HASH + ":kept";

    private static final String REMOVED = HASH + ":removed:";
    private static final long REMOVED_S = 3600;

    private final Counters counters;
    private final RedisCalls redis;
    private boolean isMarked;

    /** Without a password. Redis need not be there yet. */
    public RedisDirectory(final URI uri, final Counters counters) {
        this(uri, Optional.empty(), counters);
    }

    /** The password is in the first line of this file, which is read at every login. Redis need not be there yet. */
    public RedisDirectory(final URI uri, final Optional<Path> passwordFile, final Counters counters) {
        this.counters = counters;
        redis = new RedisCalls(uri, passwordFile);
    }

    @Override
    public Map<String, Entry> entries() throws DirectoryException {
        final long size = redis.ask(client -> client.hlen(HASH));
        if (size > MOST_ENTRIES) {
            throw new DirectoryException(
                    "The hash " + HASH + " of Redis holds " + size + " entries (expected: at most " + MOST_ENTRIES
                            + "). Take out what is no query.",
                    null);
        }
        final Map<String, String> all = redis.ask(client -> client.hgetAll(HASH));
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
        redis.ask(client -> client.del(REMOVED + key));
        redis.ask(client -> client.hsetnx(HASH, key, EntryJson.write(entry)));
        mark();
    }

    @Override
    public void remove(final String key) throws DirectoryException {
        redis.ask(client -> client.set(REMOVED + key, "", SetParams.setParams().ex(REMOVED_S)));
        redis.ask(client -> client.hdel(HASH, key));
    }

    @Override
    public Absence absence(final String key) throws DirectoryException {
        if (redis.ask(client -> client.exists(REMOVED + key))) {
            return Absence.REMOVED;
        }
        return redis.ask(client -> client.exists(MARK)) ? Absence.DELETED : Absence.LOST;
    }

    private void mark() throws DirectoryException {
        redis.ask(client -> client.set(MARK, ""));
        isMarked = true;
    }

    @Override
    public void close() {
        redis.close();
    }
}
