package leela.engine.alert;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a group of an alert stands, as it is kept over a restart.
 * Thread: immutable.
 * Units: epoch ns.
 *
 * @param group      what it is called
 * @param labels     what its keys are
 * @param before     of silence, what it was before
 * @param told       what people were told last
 * @param sinceNs    since when it is so
 * @param timeNs     of its newest value
 * @param value      that value; NaN where there is none
 * @param opened     the number of the transition that opened it; 0 where it is not open
 * @param isFlapping whether people are told of nothing but that it flaps
 * @param changesNs  when they were told of changes of late
 */
public record GroupRecord(
        String alert,
        String group,
        List<String> labels,
        AlertState state,
        AlertState before,
        AlertState told,
        long sinceNs,
        long timeNs,
        double value,
        long opened,
        boolean isFlapping,
        List<Long> changesNs) {

    private static final AlertState[] STATES = AlertState.values();

    public GroupRecord {
        labels = List.copyOf(labels);
        changesNs = List.copyOf(changesNs);
    }

    /** How it is shown to people. */
    public AlertState shown() {
        return isFlapping ? AlertState.FLAPPING : state;
    }

    /** For the journal and the log of alerts. */
    public byte[] toBytes() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, alert);
            write(out, group);
            out.writeShort(labels.size());
            for (final String label : labels) {
                write(out, label);
            }
            out.writeByte(state.ordinal());
            out.writeByte(before.ordinal());
            out.writeByte(told.ordinal());
            out.writeLong(sinceNs);
            out.writeLong(timeNs);
            out.writeDouble(value);
            out.writeLong(opened);
            out.writeBoolean(isFlapping);
            out.writeByte(changesNs.size());
            for (final long change : changesNs) {
                out.writeLong(change);
            }
        } catch (final IOException never) {
            throw new UncheckedIOException(never);
        }
        return bytes.toByteArray();
    }

    /** Reads one that {@link #toBytes} has written. */
    public static GroupRecord of(final byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            final String alert = read(in);
            final String group = read(in);
            final List<String> labels = new ArrayList<>();
            for (int left = in.readShort(); left > 0; left--) {
                labels.add(read(in));
            }
            final AlertState state = STATES[in.readByte()];
            final AlertState before = STATES[in.readByte()];
            final AlertState told = STATES[in.readByte()];
            final long sinceNs = in.readLong();
            final long timeNs = in.readLong();
            final double value = in.readDouble();
            final long opened = in.readLong();
            final boolean isFlapping = in.readBoolean();
            final List<Long> changesNs = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                changesNs.add(in.readLong());
            }
            return new GroupRecord(
                    alert, group, labels, state, before, told, sinceNs, timeNs, value, opened, isFlapping, changesNs);
        } catch (final IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    private static void write(final DataOutputStream out, final String text) throws IOException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String read(final DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
    }
}
