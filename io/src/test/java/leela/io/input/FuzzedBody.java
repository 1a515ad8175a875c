package leela.io.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import leela.engine.ring.Entry;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Has a posted body read that stands among other bytes, and expects that every entry is accounted for. Thread: one.
 */
public final class FuzzedBody {

    private static final int BEFORE = 8;
    private static final int BEHIND = 16;

    private final RecordingPipeline pipeline;
    private final FuzzedLedger ledger;
    private final Producer producer;
    private final Opener opener;

    /** Makes a reader of a part of some bytes. */
    public interface Opener {
        BodyReader open(byte[] bytes, int offset, int length);
    }

    public FuzzedBody(final RecordingPipeline pipeline, final Producer producer, final Opener opener) {
        this.pipeline = pipeline;
        ledger = new FuzzedLedger(pipeline);
        this.producer = producer;
        this.opener = opener;
    }

    /** What a body gives must not depend on what stands around it. */
    public void check(final byte[] body) {
        if (body.length < FuzzedLedger.MAX_LENGTH) {
            assertThat(read(body, (byte) '\n')).isEqualTo(read(body, (byte) '7'));
        }
    }

    /** The entries of a body among such bytes. */
    public List<Entry> read(final byte[] body, final byte around) {
        final byte[] bytes = new byte[BEFORE + body.length + BEHIND];
        Arrays.fill(bytes, around);
        System.arraycopy(body, 0, bytes, BEFORE, body.length);
        final BodyReader reader = opener.open(bytes, BEFORE, body.length);
        final List<Entry> entries = ledger.entriesOf(() -> readAll(reader, bytes, body.length));
        assertThat(reader.faults().taken()).isEqualTo(entries.size());
        return entries;
    }

    private void readAll(final BodyReader reader, final byte[] bytes, final int length) {
        boolean hasMore = true;
        while (hasMore) {
            producer.begin(1);
            producer.evidence().begin(new UnsafeBuffer(bytes, BEFORE, length), length);
            hasMore = reader.read();
            assertThat(producer.tryEnd()).isTrue();
            pipeline.run();
        }
    }
}
