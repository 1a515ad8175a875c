package leela.engine.alert.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import leela.engine.alert.AlertCodec;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;

/**
 * One entry of the log of alerts: a letter for its kind, then its parts. What belongs together is in one, so that a
 * kill leaves all of it or nothing.
 * Thread: immutable.
 */
sealed interface LogEntry {

    /** Groups stand otherwise; {@code told} is null where people are not told. */
    record Changed(List<GroupRecord> groups, Transition told, boolean isSilenced) implements LogEntry {}

    /** A person wrote an alert. */
    record Defined(String statement, String by) implements LogEntry {}

    /** Somebody does not want it any more; how its groups stood is forgotten. */
    record Dropped(String alert) implements LogEntry {}

    record Acknowledged(Acknowledgement acknowledgement) implements LogEntry {}

    record Silenced(Silence silence) implements LogEntry {}

    record Unsilenced(long id) implements LogEntry {}

    /** The highest numbers that were given: of transitions, and of silences. */
    record Numbers(long transition, long silence) implements LogEntry {}

    /** As bytes. */
    default byte[] toBytes() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, this);
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
        return bytes.toByteArray();
    }

    private static void write(final DataOutputStream out, final LogEntry entry) throws IOException {
        if (entry instanceof final Changed changed) {
            out.writeByte('C');
            out.writeBoolean(changed.isSilenced());
            out.writeBoolean(changed.told() != null);
            if (changed.told() != null) {
                AlertCodec.write(out, changed.told());
            }
            out.writeInt(changed.groups().size());
            for (final GroupRecord group : changed.groups()) {
                group.write(out);
            }
        } else if (entry instanceof final Defined defined) {
            out.writeByte('D');
            AlertCodec.write(out, defined.statement());
            AlertCodec.write(out, defined.by());
        } else if (entry instanceof final Dropped dropped) {
            out.writeByte('R');
            AlertCodec.write(out, dropped.alert());
        } else if (entry instanceof final Acknowledged acknowledged) {
            final Acknowledgement one = acknowledged.acknowledgement();
            out.writeByte('A');
            out.writeLong(one.number());
            AlertCodec.write(out, one.by());
            AlertCodec.write(out, one.text());
            out.writeLong(one.timeNs());
        } else if (entry instanceof final Silenced silenced) {
            final Silence one = silenced.silence();
            out.writeByte('S');
            out.writeLong(one.id());
            AlertCodec.write(out, one.regex());
            out.writeLong(one.fromNs());
            out.writeLong(one.untilNs());
            AlertCodec.write(out, one.by());
            AlertCodec.write(out, one.text());
        } else if (entry instanceof final Unsilenced unsilenced) {
            out.writeByte('U');
            out.writeLong(unsilenced.id());
        } else if (entry instanceof final Numbers numbers) {
            out.writeByte('N');
            out.writeLong(numbers.transition());
            out.writeLong(numbers.silence());
        }
    }

    /** From its bytes. */
    static LogEntry of(final byte[] bytes) throws IOException {
        final DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        final int kind = in.readByte();
        return switch (kind) {
            case 'C' -> readChanged(in);
            case 'D' -> new Defined(AlertCodec.readText(in), AlertCodec.readText(in));
            case 'R' -> new Dropped(AlertCodec.readText(in));
            case 'A' ->
                new Acknowledged(new Acknowledgement(
                        in.readLong(), AlertCodec.readText(in), AlertCodec.readText(in), in.readLong()));
            case 'S' ->
                new Silenced(new Silence(
                        in.readLong(),
                        AlertCodec.readText(in),
                        in.readLong(),
                        in.readLong(),
                        AlertCodec.readText(in),
                        AlertCodec.readText(in)));
            case 'U' -> new Unsilenced(in.readLong());
            case 'N' -> new Numbers(in.readLong(), in.readLong());
            default -> throw new IOException("an entry of kind " + kind);
        };
    }

    private static Changed readChanged(final DataInputStream in) throws IOException {
        final boolean isSilenced = in.readBoolean();
        final Transition told = in.readBoolean() ? AlertCodec.readTransition(in) : null;
        final List<GroupRecord> groups = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            groups.add(GroupRecord.read(in));
        }
        return new Changed(groups, told, isSilenced);
    }
}
