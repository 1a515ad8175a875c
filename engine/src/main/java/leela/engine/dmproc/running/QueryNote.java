package leela.engine.dmproc.running;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import leela.engine.ring.RecordedCommand;

/**
 * What the journal keeps of the start or the end of a query, so that a replay can give it again at its place.
 *
 * <pre>
 *   begin   id (i64), owner, payer, program, each a length (i32) and bytes; 1 where it is filled with its past (i8)
 *   end     id (i64)
 * </pre>
 *
 * Thread: immutable.
 *
 * @param id      of the query, in its process
 * @param owner   whose it was; empty of an end, as the others
 * @param payer   whose time it took
 * @param program  as it was written
 * @param isFilled whether its states are filled with their past; earlier versions did not do so, nor say so
 */
public record QueryNote(long id, String owner, String payer, byte[] program, boolean isFilled) {

    /** A query begins. */
    public static final int BEGIN = RecordedCommand.FIRST_KIND;
    /** It ends. */
    public static final int END = BEGIN + 1;

    private static final byte[] NOTHING = {};

    static RecordedCommand begin(final StandingQuery query, final Runnable body) {
        final byte[] owner = query.owner().getBytes(StandardCharsets.UTF_8);
        final byte[] payer = query.payer().getBytes(StandardCharsets.UTF_8);
        final byte[] program = query.statement();
        final ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + 3 * Integer.BYTES + owner.length + payer.length + program.length + 1);
        bytes.putLong(query.id());
        for (final byte[] part : new byte[][] {owner, payer, program}) {
            bytes.putInt(part.length).put(part);
        }
        bytes.put((byte) (query.past().reachNs() > 0 ? 1 : 0));
        return new Command(BEGIN, bytes.array(), body);
    }

    static RecordedCommand end(final StandingQuery query, final Runnable body) {
        return new Command(
                END, ByteBuffer.allocate(Long.BYTES).putLong(query.id()).array(), body);
    }

    /** Reads one of this kind. */
    public static QueryNote of(final int kind, final ByteBuffer bytes) {
        final long id = bytes.getLong();
        if (kind == END) {
            return new QueryNote(id, "", "", NOTHING, false);
        }
        final String owner = text(part(bytes));
        final String payer = text(part(bytes));
        final byte[] program = part(bytes);
        return new QueryNote(id, owner, payer, program, bytes.hasRemaining() && bytes.get() != 0);
    }

    private static byte[] part(final ByteBuffer bytes) {
        final byte[] part = new byte[bytes.getInt()];
        bytes.get(part);
        return part;
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private record Command(int kind, byte[] bytes, Runnable body) implements RecordedCommand {
        @Override
        public void run() {
            body.run();
        }
    }
}
