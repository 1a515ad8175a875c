package leela.io.input.collectd;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static leela.io.input.collectd.wire.CollectdDescriptor.KIND_GAUGE;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_KIND;
import static leela.io.input.collectd.wire.CollectdDescriptor.VALUES_HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.VALUE_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.valueCount;

import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.wire.CollectdCounter;
import org.agrona.DirectBuffer;

/**
 * Hands value lists and notifications to the producer, under the keys that the fields read so far make.
 * Thread: its decoder's.
 * Memory: nothing per value; a document per notification.
 * Errors: values without an identity, or more or fewer than their type has, are rejected; a kind that is not the type's
 * is taken for the type's, bits and all, as collectd's own server takes it; a type that no types_db names is taken as
 * the packet has it.
 */
final class ValueListDecoder {

    private static final byte[] NOTIFICATION = "notification".getBytes(US_ASCII);

    private final Producer producer;
    private final Counters counters;
    private final PacketLog log = new PacketLog();
    private boolean areRates;
    private int taken;

    ValueListDecoder(final Producer producer, final Counters counters) {
        this.producer = producer;
        this.counters = counters;
    }

    /** Whether what comes next are rates, whatever their types say: the client made them of its counts. */
    void areRates(final boolean newAreRates) {
        areRates = newAreRates;
    }

    /** How many values were taken since the start. */
    int taken() {
        return taken;
    }

    /** Reads a values part; false if it contradicts itself, with nothing of it taken. */
    boolean decode(final DirectBuffer packet, final int part, final int partLength, final PacketState state) {
        if (partLength < VALUES_HEADER_LENGTH) {
            return false;
        }
        final int count = valueCount(packet, part);
        if (partLength != VALUES_HEADER_LENGTH + VALUE_LENGTH * count
                || !areKinds(packet, part + VALUES_HEADER_LENGTH, count)) {
            return false;
        }
        producer.intervalMs(state.intervalMs());
        final DataSet dataSet = state.dataSet();
        if (!state.isComplete()) {
            reject(CollectdCounter.REJECTED_IDENTITY, count, packet, state);
        } else if (dataSet == null) {
            counters.increment(CollectdCounter.UNKNOWN_TYPE);
            publishByIndex(packet, part, count, state);
        } else if (dataSet.count() != count) {
            reject(CollectdCounter.REJECTED_VALUE_COUNT, count, packet, state);
        } else {
            publishByName(packet, part, dataSet, state);
        }
        return true;
    }

    /** Takes a notification, if it has all that collectd's own server asks for; that asks for no host. */
    void notification(final DirectBuffer packet, final int offset, final int length, final PacketState state) {
        taken += isKept(packet, offset, length, state) ? 1 : 0;
    }

    private boolean isKept(final DirectBuffer packet, final int offset, final int length, final PacketState state) {
        if (length == 0 || state.timeNs() == PacketState.UNSET || !NotificationEncoder.isSeverity(state.severity())) {
            reject(CollectdCounter.REJECTED_NOTIFICATION, 1, packet, state);
            return false;
        }
        final KeyComposer composer = state.identity().composer(packet);
        composer.source(NOTIFICATION);
        final int keyLength = composer.compose();
        // a key without a host begins with what parts it from the rest
        final int start = state.identity().isEmpty(Field.HOST) && composer.key().getByte(0) == '.' ? 1 : 0;
        return producer.notice(
                composer.key(),
                start,
                keyLength - start,
                NotificationEncoder.encode(state.severity(), packet, offset, length),
                state.timeNs());
    }

    private void publishByName(
            final DirectBuffer packet, final int part, final DataSet dataSet, final PacketState state) {
        final int count = dataSet.count();
        for (int i = 0; i < count; i++) {
            final int sentKind = packet.getByte(part + VALUES_HEADER_LENGTH + i);
            if (sentKind != dataSet.kind(i).ordinal() && !areRates) {
                counters.increment(CollectdCounter.KIND_MISMATCH);
                log.wrongKind(dataSet, i, sentKind);
            }
            producer.bounds(dataSet.bounds(i));
            publish(areRates ? MetricType.GAUGE : dataSet.kind(i), packet, part, i, count, state);
        }
    }

    private void publishByIndex(final DirectBuffer packet, final int part, final int count, final PacketState state) {
        producer.bounds(Bounds.NONE);
        for (int i = 0; i < count; i++) {
            publish(MetricType.ofCode(packet.getByte(part + VALUES_HEADER_LENGTH + i)), packet, part, i, count, state);
        }
    }

    private void publish(
            final MetricType type,
            final DirectBuffer packet,
            final int part,
            final int index,
            final int count,
            final PacketState state) {
        final long bits = bits(packet, part, count, index);
        final Series known = state.identity().series(index, count);
        final boolean isTaken;
        if (known == null) {
            isTaken = publishNew(type, bits, packet, index, count, state);
        } else if (type == MetricType.GAUGE) {
            isTaken = producer.metric(type, known, Double.longBitsToDouble(bits), state.timeNs());
        } else {
            isTaken = producer.integralMetric(type, known, bits, state.timeNs());
        }
        taken += isTaken ? 1 : 0;
    }

    /** Makes the key. */
    private boolean publishNew(
            final MetricType type,
            final long bits,
            final DirectBuffer packet,
            final int index,
            final int count,
            final PacketState state) {
        final KeyComposer composer = state.identity().composer(packet);
        if (count == 1) {
            composer.noSource();
        } else if (state.dataSet() == null) {
            composer.source(index);
        } else {
            composer.source(state.dataSet().name(index));
        }
        final int keyLength = composer.compose();
        final boolean isTaken = type == MetricType.GAUGE
                ? producer.metric(type, composer.key(), 0, keyLength, Double.longBitsToDouble(bits), state.timeNs())
                : producer.integralMetric(type, composer.key(), 0, keyLength, bits, state.timeNs());
        if (isTaken) {
            state.identity().know(index, count, producer.lastSeries());
        }
        return isTaken;
    }

    /** The key is that of the list, with what is missing left out. */
    private void reject(final Counter cause, final int count, final DirectBuffer packet, final PacketState state) {
        if (!producer.rejectAll(cause, count)) {
            return;
        }
        final KeyComposer composer = state.identity().composer(packet);
        composer.noSource();
        final byte[] key = new byte[composer.compose()];
        composer.key().getBytes(0, key);
        producer.evidence().keep(cause, producer.arrivalNs(), reason(cause, count, state), key);
    }

    private static String reason(final Counter cause, final int count, final PacketState state) {
        final String help = cause.description().help();
        final DataSet dataSet = state.dataSet();
        return cause == CollectdCounter.REJECTED_VALUE_COUNT
                ? help + ": " + count + " of type " + dataSet.type() + " (expected: " + dataSet.count() + ")"
                : help;
    }

    /** Value {@code index} as it stands on the wire, in the byte order of the kind it was sent as. */
    private static long bits(final DirectBuffer packet, final int part, final int count, final int index) {
        final int kinds = part + VALUES_HEADER_LENGTH;
        final int value = kinds + count + index * Long.BYTES;
        return packet.getLong(value, packet.getByte(kinds + index) == KIND_GAUGE ? LITTLE_ENDIAN : BIG_ENDIAN);
    }

    private static boolean areKinds(final DirectBuffer packet, final int kinds, final int count) {
        for (int i = 0; i < count; i++) {
            if ((packet.getByte(kinds + i) & 0xff) > MAX_KIND) {
                return false;
            }
        }
        return true;
    }
}
