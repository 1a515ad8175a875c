package leela.engine.alert;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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

    public GroupRecord {
        labels = List.copyOf(labels);
        changesNs = List.copyOf(changesNs);
    }

    /** How it is shown to people. */
    public AlertState shown() {
        return isFlapping ? AlertState.FLAPPING : state;
    }

    /** For the journal and the log of alerts. */
    public void write(final DataOutputStream out) throws IOException {
        AlertCodec.write(out, alert);
        AlertCodec.write(out, group);
        AlertCodec.write(out, labels);
        AlertCodec.write(out, state);
        AlertCodec.write(out, before);
        AlertCodec.write(out, told);
        out.writeLong(sinceNs);
        out.writeLong(timeNs);
        out.writeDouble(value);
        out.writeLong(opened);
        out.writeBoolean(isFlapping);
        out.writeByte(changesNs.size());
        for (final long change : changesNs) {
            out.writeLong(change);
        }
    }

    /** Reads one that {@link #write} has written. */
    public static GroupRecord read(final DataInputStream in) throws IOException {
        return new GroupRecord(
                AlertCodec.readText(in),
                AlertCodec.readText(in),
                AlertCodec.readTexts(in),
                AlertCodec.readState(in),
                AlertCodec.readState(in),
                AlertCodec.readState(in),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readLong(),
                in.readBoolean(),
                readTimes(in));
    }

    private static List<Long> readTimes(final DataInputStream in) throws IOException {
        final List<Long> times = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            times.add(in.readLong());
        }
        return times;
    }
}
