package leela.io.input.collectd;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static leela.io.input.collectd.wire.CollectdDescriptor.HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.KIND_GAUGE;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_MESSAGE_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_NAME_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.VALUES_HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.VALUE_LENGTH;

import java.util.Locale;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import leela.io.input.BodyFaults;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.security.SecurityLevel;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The value list or notification in hand of a posted body, brought into the form of a packet, so that the decoder of
 * packets judges it: one way for all.
 * Thread: its owner's.
 * Memory: all at construction, but for what {@link NameNumbers} and {@link KnownSeries} grow by.
 * Units: times epoch ns.
 * Errors: each is told to the faults of the body, and counted.
 */
final class PostedLists {

    /** Values of one list; the longest types of collectd have a dozen. */
    static final int MOST_VALUES = 64;

    /** What a value was written as. */
    enum Form {
        /** An integer that fits 64 bits with a sign. */
        SIGNED,
        /** A greater one, that fits without. */
        UNSIGNED,
        /** Any other number, or none. */
        DOUBLE
    }

    /** Kinds that nobody told. */
    static final int UNKNOWN_KIND = -1;

    private static final Field[] FIELDS = Field.values();
    private static final int FIELD_SPACE = HEADER_LENGTH + MAX_NAME_LENGTH + 1;
    private static final int TEXT = HEADER_LENGTH + FIELDS.length * FIELD_SPACE;
    private static final int LIST = TEXT + MAX_MESSAGE_LENGTH + 1;

    private final CollectdSettings settings;
    private final Producer producer;
    private final ValueListDecoder values;
    private final PacketState state;
    private final NameNumbers names = new NameNumbers();
    private final KnownSeries known = new KnownSeries();
    private final TypeNumbers dataSets = new TypeNumbers();
    private TypesDb types = TypesDb.NONE;
    /** A place for each field, then one for the text, then one for the values, as in a packet. */
    private final UnsafeBuffer packet =
            new UnsafeBuffer(new byte[LIST + VALUES_HEADER_LENGTH + MOST_VALUES * VALUE_LENGTH]);

    private final Form[] forms = new Form[MOST_VALUES];
    private final long[] longs = new long[MOST_VALUES];
    private final double[] doubles = new double[MOST_VALUES];
    private final int[] kinds = new int[MOST_VALUES];
    private int count;
    private boolean areRates;
    private String fault;

    PostedLists(final CollectdSettings settings, final Producer producer, final Counters counters) {
        this.settings = settings;
        this.producer = producer;
        values = new ValueListDecoder(producer, counters);
        state = new PacketState(new Identity(settings.keyTemplate(), names, known));
    }

    Producer producer() {
        return producer;
    }

    /** Starts a portion of a body, of rates or not. */
    void begin(final boolean newAreRates) {
        final TypesDb current = settings.types(producer.arrivalNs());
        if (types != current || names.isSpent()) {
            types = current;
            dataSets.clear(current);
            names.clear();
            known.clear();
        }
        areRates = newAreRates;
        values.areRates(areRates);
    }

    /** Starts a value list or a notification. */
    void beginList() {
        state.reset(SecurityLevel.NONE);
        count = 0;
        fault = null;
        for (int i = 0; i < MOST_VALUES; i++) {
            kinds[i] = UNKNOWN_KIND;
        }
    }

    /** Where the bytes of a field are to be put, {@link #MAX_NAME_LENGTH} at most. */
    int placeOf(final Field field) {
        return HEADER_LENGTH + field.ordinal() * FIELD_SPACE;
    }

    /** The buffer that they are put to. */
    UnsafeBuffer packet() {
        return packet;
    }

    /** The bytes of a field were put to its place. */
    void field(final Field field, final int length) {
        final int place = placeOf(field);
        final int number = state.identity().set(field, packet, place, length);
        if (field == Field.TYPE) {
            state.dataSet(dataSets.find(number, packet, place, length));
        }
    }

    /** A field, whole. */
    void field(final Field field, final byte[] text) {
        if (text.length > MAX_NAME_LENGTH) {
            refuse(fieldName(field) + ": " + text.length + " bytes (expected: at most " + MAX_NAME_LENGTH + ")");
            return;
        }
        packet.putBytes(placeOf(field), text);
        field(field, text.length);
    }

    static String fieldName(final Field field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    void timeNs(final long timeNs) {
        state.timeNs(timeNs);
    }

    void intervalMs(final int intervalMs) {
        state.intervalMs(intervalMs);
    }

    /** One more value. */
    void value(final Form form, final long integer, final double number) {
        if (count == MOST_VALUES) {
            refuse("values: more than " + MOST_VALUES);
            return;
        }
        forms[count] = form;
        longs[count] = integer;
        doubles[count++] = number;
    }

    /** What the client says that value {@code index} is. */
    void kind(final int index, final MetricType kind) {
        if (index < MOST_VALUES) {
            kinds[index] = kind.code();
        }
    }

    /** Refuses what is in hand; the first reason stays. */
    void refuse(final String reason) {
        if (fault == null) {
            fault = reason;
        }
    }

    /** Publishes the value list in hand; {@code place} is where it stands in the body. */
    void publishValues(final int place, final BodyFaults faults) {
        writeValues();
        if (fault != null) {
            reject(Math.max(1, count), place, faults);
            return;
        }
        final int before = values.taken();
        values.decode(packet, LIST, VALUES_HEADER_LENGTH + VALUE_LENGTH * count, state);
        account(place, Math.max(1, count), values.taken() - before, faults);
    }

    /** Publishes the notification in hand. */
    void publishNotification(final int severity, final byte[] text, final int place, final BodyFaults faults) {
        if (fault != null) {
            reject(1, place, faults);
            return;
        }
        final int length = Math.min(text.length, MAX_MESSAGE_LENGTH);
        packet.putBytes(TEXT, text, 0, length);
        state.severity(severity);
        final int before = values.taken();
        values.notification(packet, TEXT, length, state);
        account(place, 1, values.taken() - before, faults);
    }

    private void account(final int place, final int offered, final int taken, final BodyFaults faults) {
        faults.taken(taken);
        if (taken < offered) {
            faults.add(place, offered - taken, producer::lastReason);
        }
    }

    private void reject(final int rejected, final int place, final BodyFaults faults) {
        final String reason = fault;
        if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, rejected)) {
            producer.evidence().keep(EngineCounter.REJECTED_MALFORMED, producer.arrivalNs(), reason, new byte[0]);
        }
        faults.add(place, rejected, () -> reason);
    }

    // ---- the values, as they stand in a packet

    private void writeValues() {
        if (count == 0) {
            refuse("no values");
        }
        packet.putShort(LIST + HEADER_LENGTH, (short) count, BIG_ENDIAN);
        final int first = LIST + VALUES_HEADER_LENGTH;
        for (int i = 0; i < count; i++) {
            final int kind = kindOf(i);
            if (kind == UNKNOWN_KIND) {
                refuse("no types_db names this type, and its kinds are not told");
                return;
            }
            packet.putByte(first + i, (byte) kind);
            writeValue(i, MetricType.ofCode(kind), first + count + i * Long.BYTES);
        }
    }

    private int kindOf(final int i) {
        if (areRates) {
            return KIND_GAUGE;
        }
        final DataSet dataSet = state.dataSet();
        if (dataSet == null) {
            return kinds[i];
        }
        // of a list that is longer or shorter none is looked at
        return dataSet.count() == count ? dataSet.kind(i).code() : KIND_GAUGE;
    }

    private void writeValue(final int i, final MetricType kind, final int at) {
        if (kind == MetricType.GAUGE) {
            packet.putLong(at, Double.doubleToRawLongBits(doubles[i]), LITTLE_ENDIAN);
            return;
        }
        packet.putLong(at, longs[i], BIG_ENDIAN);
        final boolean fits = forms[i] == Form.SIGNED && (longs[i] >= 0 || kind == MetricType.DERIVE)
                || forms[i] == Form.UNSIGNED && kind != MetricType.DERIVE;
        if (!fits) {
            refuse("value " + i + ": " + (forms[i] == Form.DOUBLE ? doubles[i] : longs[i]) + " of a "
                    + kind.name().toLowerCase(Locale.ROOT)
                    + " (expected: an integer; with StoreRates, post to ?store_rates=true)");
        }
    }
}
