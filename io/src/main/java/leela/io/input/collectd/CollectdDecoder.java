package leela.io.input.collectd;

import static leela.io.input.collectd.wire.CollectdDescriptor.CHECKSUM_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.ENCRYPTION;
import static leela.io.input.collectd.wire.CollectdDescriptor.ENCRYPTION_OVERHEAD;
import static leela.io.input.collectd.wire.CollectdDescriptor.HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.HOST;
import static leela.io.input.collectd.wire.CollectdDescriptor.INTERVAL;
import static leela.io.input.collectd.wire.CollectdDescriptor.INTERVAL_HI;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_MESSAGE_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_NAME_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_NOTIFICATIONS;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_USER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.MESSAGE;
import static leela.io.input.collectd.wire.CollectdDescriptor.NUMBER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.PLUGIN;
import static leela.io.input.collectd.wire.CollectdDescriptor.PLUGIN_INSTANCE;
import static leela.io.input.collectd.wire.CollectdDescriptor.SEVERITY;
import static leela.io.input.collectd.wire.CollectdDescriptor.SIGNATURE;
import static leela.io.input.collectd.wire.CollectdDescriptor.SIGNATURE_HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.TIME;
import static leela.io.input.collectd.wire.CollectdDescriptor.TIME_HI;
import static leela.io.input.collectd.wire.CollectdDescriptor.TYPE;
import static leela.io.input.collectd.wire.CollectdDescriptor.TYPE_INSTANCE;
import static leela.io.input.collectd.wire.CollectdDescriptor.USER_LENGTH_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.VALUES;
import static leela.io.input.collectd.wire.CollectdDescriptor.header;
import static leela.io.input.collectd.wire.CollectdDescriptor.hiToNs;
import static leela.io.input.collectd.wire.CollectdDescriptor.intervalMs;
import static leela.io.input.collectd.wire.CollectdDescriptor.number;
import static leela.io.input.collectd.wire.CollectdDescriptor.partLength;
import static leela.io.input.collectd.wire.CollectdDescriptor.partType;
import static leela.io.input.collectd.wire.CollectdDescriptor.secondsToNs;
import static leela.io.input.collectd.wire.CollectdDescriptor.textLength;
import static leela.io.input.collectd.wire.CollectdDescriptor.userLength;

import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import leela.io.input.DatagramDecoder;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.security.PacketSecurity;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Decodes collectd's packets: values become metrics, notifications become documents. Odd packets are judged as
 * collectd's own server does: what was read before a damage counts, the rest is dropped.
 * Thread: its receiver's.
 * Memory: nothing per packet; 48 bytes where one is signed (the JDK's), a document where a notification comes. What it
 * remembers of names and series grows with what clients send, up to 18 MiB.
 * Units: times epoch ns.
 * Errors: each moves one counter, COLLECTD_… for packets and REJECTED_… for values; nothing is thrown.
 */
public final class CollectdDecoder implements DatagramDecoder {

    private final CollectdSettings settings;
    private final SecurityLevel required;
    private final Producer producer;
    private final Counters counters;
    private final Evidence evidence;
    private final PacketSecurity security;
    private final ValueListDecoder values;
    /** Of the parts that stand open in a packet. */
    private final PacketState open;
    /** Of those behind a signature or inside an encryption. */
    private final PacketState sheltered;

    private final NameNumbers names = new NameNumbers();
    private final KnownSeries known = new KnownSeries();
    private final TypeNumbers dataSets = new TypeNumbers();
    private TypesDb types = TypesDb.NONE;

    CollectdDecoder(final CollectdSettings settings, final Producer producer, final Counters counters) {
        this.settings = settings;
        this.producer = producer;
        this.counters = counters;
        evidence = producer.evidence();
        required = settings.securityLevel();
        security = new PacketSecurity(settings.replayWindow(), counters, evidence);
        values = new ValueListDecoder(producer, counters);
        open = new PacketState(new Identity(settings.keyTemplate(), names, known));
        sheltered = new PacketState(new Identity(settings.keyTemplate(), names, known));
    }

    @Override
    public void decode(final MutableDirectBuffer datagram, final int length, final long arrivalNs) {
        refresh(settings.types(arrivalNs));
        security.begin(settings.users(arrivalNs), arrivalNs);
        producer.begin(arrivalNs);
        evidence.begin(datagram, length);
        open.reset(SecurityLevel.NONE);
        readParts(datagram, 0, length, open);
        producer.end();
    }

    /** Names of values and numbers of names are good for as long as what they were made from. */
    private void refresh(final TypesDb current) {
        if (types != current || names.isSpent()) {
            types = current;
            dataSets.clear(current);
            names.clear();
            known.clear();
        }
    }

    private void readParts(final DirectBuffer packet, final int start, final int end, final PacketState state) {
        int part = start;
        while (end - part > HEADER_LENGTH) {
            evidence.part(part);
            final int header = header(packet, part);
            final int length = partLength(header);
            if (length > end - part) {
                break;
            }
            if (!readPart(partType(header), packet, part, length, end, state)) {
                return;
            }
            part += length;
        }
        if (part < end) {
            damaged(CollectdCounter.TRUNCATED);
        }
    }

    /** Reads one part; false where the packet ends for us, since what follows is consumed or cannot be trusted. */
    private boolean readPart(
            final int type,
            final DirectBuffer packet,
            final int part,
            final int length,
            final int end,
            final PacketState state) {
        if (length < HEADER_LENGTH) {
            return damaged(CollectdCounter.PART_LENGTH);
        }
        if (type == ENCRYPTION || type == SIGNATURE) {
            return readShelter(type, packet, part, length, end, state);
        }
        if (!state.protection().satisfies(required)) {
            return passOver(state);
        }
        return switch (type) {
            case HOST -> readField(Field.HOST, packet, part, length, state);
            case PLUGIN -> readField(Field.PLUGIN, packet, part, length, state);
            case PLUGIN_INSTANCE -> readField(Field.PLUGIN_INSTANCE, packet, part, length, state);
            case TYPE -> readField(Field.TYPE, packet, part, length, state);
            case TYPE_INSTANCE -> readField(Field.TYPE_INSTANCE, packet, part, length, state);
            case TIME, TIME_HI, INTERVAL, INTERVAL_HI, SEVERITY -> readNumber(type, packet, part, length, state);
            case VALUES -> values.decode(packet, part, length, state) || damaged(CollectdCounter.VALUES);
            case MESSAGE -> readMessage(packet, part, length, state);
            default -> true;
        };
    }

    // ---- fields

    private boolean readField(
            final Field field, final DirectBuffer packet, final int part, final int length, final PacketState state) {
        if (!isText(packet, part, length, MAX_NAME_LENGTH)) {
            return damaged(CollectdCounter.STRING);
        }
        final int text = part + HEADER_LENGTH;
        final int number = state.identity().set(field, packet, text, length - HEADER_LENGTH - 1);
        if (field == Field.TYPE) {
            state.dataSet(dataSets.find(number, packet, text, length - HEADER_LENGTH - 1));
        }
        return true;
    }

    private boolean readNumber(
            final int type, final DirectBuffer packet, final int part, final int length, final PacketState state) {
        if (length != NUMBER_LENGTH) {
            return damaged(CollectdCounter.PART_LENGTH);
        }
        final long number = number(packet, part);
        switch (type) {
            case TIME -> state.timeNs(secondsToNs(number));
            case TIME_HI -> state.timeNs(hiToNs(number));
            case INTERVAL -> state.intervalMs(intervalMs(secondsToNs(number)));
            case INTERVAL_HI -> state.intervalMs(intervalMs(hiToNs(number)));
            default -> state.severity(number);
        }
        return true;
    }

    private boolean readMessage(final DirectBuffer packet, final int part, final int length, final PacketState state) {
        if (!isText(packet, part, length, MAX_MESSAGE_LENGTH)) {
            return damaged(CollectdCounter.STRING);
        }
        if (state.countNotification() > MAX_NOTIFICATIONS) {
            return damaged(CollectdCounter.NOTIFICATIONS);
        }
        final int text = part + HEADER_LENGTH;
        values.notification(packet, text, textLength(packet, text, length - HEADER_LENGTH), state);
        return true;
    }

    /** A string has room for its NUL, and ends with one. */
    private static boolean isText(final DirectBuffer packet, final int part, final int length, final int maxLength) {
        return length > HEADER_LENGTH
                && length <= HEADER_LENGTH + maxLength + 1
                && packet.getByte(part + length - 1) == 0;
    }

    // ---- protection

    private boolean readShelter(
            final int type,
            final DirectBuffer packet,
            final int part,
            final int length,
            final int end,
            final PacketState state) {
        if (state != open) {
            return damaged(CollectdCounter.NESTED);
        }
        if (type == ENCRYPTION) {
            return readEncrypted(packet, part, length);
        }
        return SecurityLevel.SIGN.satisfies(required) ? readSigned(packet, part, length, end) : passOver(state);
    }

    private boolean readSigned(final DirectBuffer packet, final int part, final int length, final int end) {
        final int userLength = length - SIGNATURE_HEADER_LENGTH;
        if (userLength <= 0) {
            return damaged(CollectdCounter.PART_LENGTH);
        }
        final int user = part + SIGNATURE_HEADER_LENGTH;
        if (!settings.hasUsers()) {
            return readOnTrust(packet, user, userLength);
        }
        if (security.isSigned(packet, part, length, end)) {
            shelter(SecurityLevel.SIGN, packet, user, userLength);
            readParts(packet, part + length, end, sheltered);
            evidence.user(packet, 0, 0);
        }
        return false;
    }

    /** As in collectd's own server, a signature that nobody can check is none; but its user goes into the key. */
    private boolean readOnTrust(final DirectBuffer packet, final int user, final int userLength) {
        if (userLength > MAX_USER_LENGTH) {
            return security.refuseUnknown(packet, user, userLength);
        }
        counters.increment(CollectdCounter.UNVERIFIED);
        open.identity().user(packet, user, userLength);
        return true;
    }

    private boolean readEncrypted(final DirectBuffer packet, final int part, final int length) {
        final int userLength = length <= ENCRYPTION_OVERHEAD ? 0 : userLength(packet, part);
        if (userLength == 0 || PacketSecurity.plainLength(length, userLength) <= 0) {
            return damaged(CollectdCounter.PART_LENGTH);
        }
        if (!security.decrypt(packet, part, length, userLength)) {
            return false;
        }
        shelter(SecurityLevel.ENCRYPT, packet, part + HEADER_LENGTH + USER_LENGTH_LENGTH, userLength);
        readParts(
                security.plain(),
                CHECKSUM_LENGTH,
                CHECKSUM_LENGTH + PacketSecurity.plainLength(length, userLength),
                sheltered);
        evidence.user(packet, 0, 0);
        return true;
    }

    private void shelter(
            final SecurityLevel protection, final DirectBuffer packet, final int user, final int userLength) {
        sheltered.reset(protection);
        sheltered.identity().user(packet, user, userLength);
        evidence.user(packet, user, userLength);
    }

    /** A part that the level does not take; a later one may be protected. */
    private boolean passOver(final PacketState state) {
        if (state.isFirstRefusal()) {
            refuse(required == SecurityLevel.SIGN ? CollectdCounter.UNSIGNED : CollectdCounter.UNENCRYPTED);
        }
        return true;
    }

    /** Gives the rest of the packet up. Always false. */
    private boolean damaged(final Counter cause) {
        refuse(cause);
        return false;
    }

    private void refuse(final Counter cause) {
        counters.increment(cause);
        evidence.refuse(cause, producer.arrivalNs());
    }
}
