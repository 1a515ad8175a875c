package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
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
 * Thread: the loop's.
 */
final class EchoPages implements Pages {

    private static final byte[] NAME = {',', '"', 'n', 'a', 'm', 'e', '"', ':'};

    private final EntryBatch batch;
    private final BitSet accepted;
    private final String name;
    private final Envelope envelope;
    private final Map<String, ?> notes;
    private int next;
    private boolean isBegun;

    EchoPages(
            final EntryBatch batch,
            final BitSet accepted,
            final byte[] key,
            final Envelope envelope,
            final Map<String, ?> notes) {
        this.batch = batch;
        this.accepted = accepted;
        this.name = PercentText.utf8(key);
        this.envelope = envelope;
        this.notes = notes;
        this.next = accepted.nextSetBit(0);
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
            out.writeBytes(NAME);
            JsonEncoder.string(out, name);
            out.writeByte('}');
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
