package leela.io.input.collectd.security;

import static leela.io.input.collectd.wire.CollectdDescriptor.CHECKSUM_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.ENCRYPTION_OVERHEAD;
import static leela.io.input.collectd.wire.CollectdDescriptor.HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.IV_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.SIGNATURE_HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.USER_LENGTH_LENGTH;

import java.nio.charset.StandardCharsets;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.Refusal;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.collectd.wire.CollectdDescriptor;
import leela.io.input.collectd.wire.PacketTimes;
import org.agrona.DirectBuffer;

/**
 * Judges the signatures and encryptions of packets, by the users that the auth file names at the time.
 * Thread: its decoder's.
 * Memory: 48 bytes for a signature, which the JDK's HMAC forces; nothing for an encryption; cipher objects when a user
 * first comes.
 * Units: times epoch ns.
 * Errors: a packet is refused, counted by cause and for its user, and logged once a minute and user at most.
 */
public final class PacketSecurity {

    private static final byte[] NO_KEY = {};

    private final Counters counters;
    private final Evidence evidence;
    private final ProtectionLog log = new ProtectionLog();
    private final ReplayWindow replayWindow;
    private final Scratch scratch = new Scratch();
    private AuthorisedUsers users = AuthorisedUsers.NONE;
    private UserSecrets[] secrets = {};
    private long nowNs;

    public PacketSecurity(final ReplayWindow replayWindow, final Counters counters, final Evidence evidence) {
        this.replayWindow = replayWindow;
        this.counters = counters;
        this.evidence = evidence;
    }

    /** Starts a packet that arrived at {@code arrivalNs}, when these were the users. */
    public void begin(final AuthorisedUsers current, final long arrivalNs) {
        nowNs = arrivalNs;
        if (current != users) {
            users = current;
            secrets = new UserSecrets[current.size()];
        }
    }

    /** Whether the signature at {@code part} is that of all that follows it, and the packet is no replay. */
    public boolean isSigned(final DirectBuffer packet, final int part, final int partLength, final int end) {
        final int user = part + SIGNATURE_HEADER_LENGTH;
        final UserSecrets of = secretsOf(packet, user, partLength - SIGNATURE_HEADER_LENGTH);
        if (of == null) {
            return false;
        }
        final int mac = part + HEADER_LENGTH;
        if (!of.verifier().isRight(packet, mac, user, end - user)) {
            return refuse(CollectdCounter.BAD_SIGNATURE, "bad_signature", of);
        }
        return isNoReplay(packet, part + partLength, end, packet.getLong(mac));
    }

    /**
     * Decrypts the part to {@link #plain()}, from {@link CollectdDescriptor#CHECKSUM_LENGTH} on. False if it is not to
     * be believed.
     */
    public boolean decrypt(final DirectBuffer packet, final int part, final int partLength, final int userLength) {
        final int user = part + HEADER_LENGTH + USER_LENGTH_LENGTH;
        final UserSecrets of = secretsOf(packet, user, userLength);
        if (of == null) {
            return false;
        }
        final int iv = user + userLength;
        final int length = CHECKSUM_LENGTH + plainLength(partLength, userLength);
        if (!of.decryptor().decrypt(packet, iv, length)) {
            return refuse(CollectdCounter.BAD_CHECKSUM, "bad_checksum", of);
        }
        final long fingerprint = packet.getLong(iv) ^ Long.rotateLeft(packet.getLong(iv + IV_LENGTH / 2), 1);
        return isNoReplay(plain(), CHECKSUM_LENGTH, length, fingerprint);
    }

    /** What was decrypted last. */
    public DirectBuffer plain() {
        return scratch.buffer();
    }

    /** Bytes of parts inside an encryption. */
    public static int plainLength(final int partLength, final int userLength) {
        return partLength - ENCRYPTION_OVERHEAD - userLength;
    }

    /** Refuses a packet of a user that is not known. Always false. */
    public boolean refuseUnknown(final DirectBuffer packet, final int user, final int userLength) {
        counters.increment(CollectdCounter.UNKNOWN_USER);
        if (evidence.isWanted(CollectdCounter.UNKNOWN_USER, nowNs)) {
            final byte[] name = new byte[Math.min(userLength, Refusal.MAX_BYTES)];
            packet.getBytes(user, name);
            final String reason = CollectdCounter.UNKNOWN_USER.description().help() + ": user "
                    + new String(name, StandardCharsets.UTF_8);
            evidence.keep(CollectdCounter.UNKNOWN_USER, nowNs, reason, NO_KEY);
        }
        return false;
    }

    private UserSecrets secretsOf(final DirectBuffer packet, final int offset, final int length) {
        final User user = users.find(packet, offset, length);
        if (user == null) {
            refuseUnknown(packet, offset, length);
            return null;
        }
        final UserSecrets known = secrets[user.index()];
        return known != null ? known : meet(user);
    }

    private UserSecrets meet(final User user) {
        final UserSecrets met = new UserSecrets(user, scratch);
        secrets[user.index()] = met;
        return met;
    }

    private boolean isNoReplay(final DirectBuffer packet, final int start, final int end, final long fingerprint) {
        if (!replayWindow.isOn()) {
            return true;
        }
        final long newestNs = PacketTimes.newestNs(packet, start, end);
        if (replayWindow.isRecent(newestNs, nowNs) && replayWindow.isNew(fingerprint)) {
            return true;
        }
        counters.increment(CollectdCounter.REPLAYED);
        evidence.refuse(CollectdCounter.REPLAYED, nowNs);
        return false;
    }

    private boolean refuse(final Counter cause, final String name, final UserSecrets of) {
        counters.increment(cause);
        if (evidence.isWanted(cause, nowNs)) {
            evidence.keepUnlogged(cause, nowNs, cause.description().help() + ": user " + of.user(), NO_KEY);
        }
        log.wrongPassword(of.user(), name, of.countRefused(), of.complaints(), nowNs, evidence);
        return false;
    }
}
