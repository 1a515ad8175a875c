package leela.adapters.redis;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import leela.engine.spi.Claims;
import leela.engine.spi.DirectoryException;
import redis.clients.jedis.params.SetParams;

/**
 * Claims in Redis, beside the directory.
 *
 * <pre>
 *   leela.engine:OWNER    there for {@value Claims#LEASE_S} s after each sign of life
 *   leela.alerts:HASH     a day; HASH is of alert, group, state and recipient
 *     field               a time, in ms
 *     value               0 claimed, 1 told; then the owner
 * </pre>
 *
 * Each question is one script, so that of two engines one is first.
 * Thread: one.
 * Errors: what Redis does not answer within two seconds is a {@link DirectoryException}.
 */
public final class RedisClaims implements Claims {

    private static final String ENGINES = "leela.engine:";
    private static final String CHANGES = "leela.alerts:";
    private static final long KEPT_S = 86_400;
    private static final long NANOS_PER_MS = 1_000_000;

    /** Finds the claim of this time, or the nearest of another engine within the window. */
    private static final String FIND = """
            local all = redis.call('HGETALL', KEYS[1])
            local time, me, window = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
            local field, told, owner, nearest
            for i = 1, #all, 2 do
              local o = string.sub(all[i + 1], 2)
              local off = math.abs(tonumber(all[i]) - time)
              if (off == 0 or (o ~= me and off <= window)) and (nearest == nil or off < nearest) then
                field, told, owner, nearest = all[i], string.sub(all[i + 1], 1, 1), o, off
              end
            end
            """;

    private static final String CLAIM = FIND + """
            if field == nil then
              if #all >= 64 then
                local oldest = all[1]
                for i = 3, #all, 2 do
                  if tonumber(all[i]) < tonumber(oldest) then oldest = all[i] end
                end
                redis.call('HDEL', KEYS[1], oldest)
              end
              redis.call('HSET', KEYS[1], ARGV[1], '0' .. me)
              redis.call('EXPIRE', KEYS[1], ARGV[5])
              return 'OURS'
            end
            if told == '1' then return 'TOLD' end
            if owner == me then return 'OURS' end
            if redis.call('EXISTS', ARGV[4] .. owner) == 1 then return 'OTHERS' end
            redis.call('HSET', KEYS[1], field, '0' .. me)
            return 'TAKEN'
            """;

    /** What was taken over has the time of who had claimed it first. */
    private static final String SETTLE = """
            local all = redis.call('HGETALL', KEYS[1])
            local time, me, window = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
            local field, nearest
            for i = 1, #all, 2 do
              local off = math.abs(tonumber(all[i]) - time)
              if all[i + 1] == '0' .. me and off <= window and (nearest == nil or off < nearest) then
                field, nearest = all[i], off
              end
            end
            if field ~= nil then redis.call('HSET', KEYS[1], field, '1' .. me) end
            return 'TOLD'
            """;

    private final RedisCalls redis;
    private final String owner;

    /** Of the engine that is called so, in all of its runs. */
    public RedisClaims(final URI uri, final Optional<Path> passwordFile, final String owner) {
        redis = new RedisCalls(uri, passwordFile);
        this.owner = owner;
    }

    @Override
    public Verdict claim(final Claim claim) throws DirectoryException {
        return Verdict.valueOf(ask(CLAIM, claim));
    }

    @Override
    public void settled(final Claim claim) throws DirectoryException {
        ask(SETTLE, claim);
    }

    @Override
    public void renew() throws DirectoryException {
        redis.ask(
                client -> client.set(ENGINES + owner, "", SetParams.setParams().ex(LEASE_S)));
    }

    @Override
    public void close() {
        try {
            redis.ask(client -> client.del(ENGINES + owner));
        } catch (final DirectoryException unavailable) {
            // it ends by itself
        } finally {
            redis.close();
        }
    }

    private String ask(final String script, final Claim claim) throws DirectoryException {
        final List<String> arguments = List.of(
                Long.toString(claim.timeNs() / NANOS_PER_MS),
                owner,
                Long.toString(claim.windowNs() / NANOS_PER_MS),
                ENGINES,
                Long.toString(KEPT_S));
        return (String) redis.ask(client -> client.eval(script, List.of(key(claim)), arguments));
    }

    private static String key(final Claim claim) {
        final MessageDigest digest = sha256();
        for (final String part : List.of(claim.alert(), claim.group(), claim.state(), claim.recipient())) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return CHANGES + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
