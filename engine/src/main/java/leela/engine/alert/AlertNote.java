package leela.engine.alert;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.running.QueryNote;
import leela.engine.ring.RecordedCommand;

/**
 * What the journal keeps of alerts beside their starts and ends: how they stood when the process began and what people
 * have closed, without which a replay would tell other things, and what was told.
 *
 * <pre>
 *   restored   number (i64), how many (i32), groups
 *   told       a transition
 *   closed     number (i64), the alert's name, what people are told
 * </pre>
 *
 * Thread: immutable.
 *
 * @param number the highest that was given before; that of what was closed
 * @param groups how they stood
 * @param told   null but of what was told
 * @param alert  whose groups were closed; empty of others
 * @param text   what people are told of that; empty of others
 */
public record AlertNote(long number, List<GroupRecord> groups, Transition told, String alert, String text) {

    /** Groups stand as in an earlier run. */
    public static final int RESTORED = QueryNote.END + 1;
    /** People are told of a change. */
    public static final int TOLD = RESTORED + 1;
    /** Somebody has closed an alert. */
    public static final int CLOSED = TOLD + 1;

    /** So many groups at most are in one note, whose size is bounded. */
    public static final int MOST_GROUPS = 32;

    static RecordedCommand restored(final long number, final List<GroupRecord> groups, final Runnable body) {
        return new Command(
                RESTORED,
                written(out -> {
                    out.writeLong(number);
                    out.writeInt(groups.size());
                    for (final GroupRecord group : groups) {
                        group.write(out);
                    }
                }),
                body);
    }

    /** Changes nothing where it is replayed, but may be compared. */
    public static RecordedCommand told(final Transition transition) {
        return new Command(TOLD, written(out -> AlertCodec.write(out, transition)), () -> {});
    }

    static RecordedCommand closed(final String alert, final long opened, final String text, final Runnable body) {
        return new Command(
                CLOSED,
                written(out -> {
                    out.writeLong(opened);
                    AlertCodec.write(out, alert);
                    AlertCodec.write(out, text);
                }),
                body);
    }

    /** Reads one of this kind. */
    public static AlertNote of(final int kind, final byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (kind == TOLD) {
                final Transition told = AlertCodec.readTransition(in);
                return new AlertNote(told.number(), List.of(), told, "", "");
            }
            final long number = in.readLong();
            if (kind == CLOSED) {
                return new AlertNote(number, List.of(), null, AlertCodec.readText(in), AlertCodec.readText(in));
            }
            final List<GroupRecord> groups = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                groups.add(GroupRecord.read(in));
            }
            return new AlertNote(number, groups, null, "", "");
        } catch (final IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(final Writing writing) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
        return bytes.toByteArray();
    }

    private record Command(int kind, byte[] bytes, Runnable body) implements RecordedCommand {
        @Override
        public void run() {
            body.run();
        }
    }
}
