package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.BitSet;
import java.util.Map;
import leela.io.http.AnswerHeaders;
import leela.io.http.Envelope;
import leela.io.http.HttpLimits;
import leela.io.http.Pages;
import leela.io.http.PercentText;
import leela.io.json.JsonEncoder;

/**
 * The answer to a write, {@code {"status":201,"results":[…]}}: what was accepted, as it was understood.
 * Thread: one at a time.
 */
final class EchoPages implements Pages {

    /** Room for a type, a time and what stands around them. */
    private static final int AROUND = 100;

    private final EntryBatch batch;
    private final Envelope envelope;
    /** What stands behind each entry. */
    private final byte[] name;

    private BitSet accepted;
    private Map<String, ?> notes;
    private int next;
    private boolean isBegun;

    EchoPages(final EntryBatch batch, final byte[] key, final Envelope envelope) {
        this.batch = batch;
        this.envelope = envelope;
        this.name = nameOf(key);
    }

    private static byte[] nameOf(final byte[] key) {
        final ByteBuf out = Unpooled.buffer();
        ByteBufUtil.writeAscii(out, ",\"name\":");
        JsonEncoder.string(out, PercentText.utf8(key));
        return ByteBufUtil.getBytes(out.writeByte('}'));
    }

    /** Whether it is too long for the loop to write at once. */
    boolean isLong() {
        return batch.bytes() + (long) batch.count() * (AROUND + name.length) > HttpLimits.SMALL;
    }

    /** Of the entries, these are told, with these notes. */
    EchoPages of(final BitSet newAccepted, final Map<String, ?> newNotes) {
        accepted = newAccepted;
        notes = newNotes;
        next = accepted.nextSetBit(0);
        return this;
    }

    @Override
    public String contentType() {
        return envelope.contentType();
    }

    @Override
    public AnswerHeaders.Caching caching() {
        return AnswerHeaders.Caching.ERROR;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        if (!isBegun) {
            isBegun = true;
            envelope.begin(out, HttpResponseStatus.CREATED);
            out.writeByte('[');
        }
        while (next >= 0 && out.readableBytes() < HttpLimits.PAGE_BYTES) {
            out.writeByte('{');
            batch.echo(next, out);
            out.writeBytes(name);
            next = accepted.nextSetBit(next + 1);
            if (next >= 0) {
                out.writeByte(',');
            }
        }
        if (next < 0) {
            out.writeByte(']');
            envelope.end(out, notes);
        }
        return next >= 0;
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
