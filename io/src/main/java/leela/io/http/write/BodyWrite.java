package leela.io.http.write;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import leela.io.http.Exchange;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.input.BodyFaults;
import leela.io.input.BodyReader;
import leela.io.socket.SenderAccount;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One body on its way into the ring: unpacked, where that takes long by a thread for it; read in place, in portions,
 * between which others have the loop; answered once all of it is in the journal.
 * Thread: the loop's; unpacking is a thread's of {@link Reads}.
 * Memory: the body; what it unpacks to is taken of the budget.
 * Errors: 503 with Retry-After for a full ring: what came before it is in, the rest was not read. 503 or 507 where the
 * journal takes nothing.
 */
final class BodyWrite {

    /** Begins to read a body; may refuse it. */
    interface Opener {
        BodyReader open(byte[] body, int offset, int length);
    }

    /** Answers when all was read. */
    interface Answer {
        void send(Exchange exchange, BodyFaults faults);
    }

    private static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    private final Door door;
    private final Exchange exchange;
    private final Opener opener;
    private final Answer answer;
    private final long nowNs;
    private ByteBuf body;
    private UnsafeBuffer bytes;
    private BodyReader reader;
    private boolean isFinishing;
    private boolean isWritten;

    private BodyWrite(final Door door, final Exchange exchange, final Opener opener, final Answer answer) {
        this.door = door;
        this.exchange = exchange;
        this.opener = opener;
        this.answer = answer;
        this.nowNs = door.clock().timeNs();
    }

    static void start(
            final Door door, final Reads reads, final Exchange exchange, final Opener opener, final Answer answer) {
        door.requireKeptEntries();
        final BodyWrite write = new BodyWrite(door, exchange, opener, answer);
        if (exchange.isSmall()) {
            write.unpack();
            write.open();
        } else if (exchange.isQuicklyUnpacked()) {
            write.unpack();
            write.openLarge();
        } else {
            reads.decode(exchange, write::unpack, write::openLarge);
        }
    }

    private void unpack() {
        body = exchange.body();
    }

    private void openLarge() {
        exchange.releaseBody();
        exchange.take(Math.max(0, body.capacity() - HttpLimits.FREE_ANSWER));
        open();
    }

    private void open() {
        final int offset = body.arrayOffset() + body.readerIndex();
        bytes = new UnsafeBuffer(body.array(), offset, body.readableBytes());
        reader = opener.open(body.array(), offset, body.readableBytes());
        step();
    }

    private void step() {
        final Producer producer = door.producer();
        final Evidence evidence = producer.evidence();
        evidence.sender(exchange::client, exchange::account);
        evidence.begin(bytes, bytes.capacity());
        producer.sender(SenderAccount.number(exchange.account()));
        producer.begin(nowNs);
        final boolean hasMore;
        final boolean isTaken;
        try {
            hasMore = reader.read();
        } finally {
            isTaken = producer.tryEnd();
            // a body is not to be kept for those that come later
            evidence.begin(NOTHING, 0);
        }
        if (!isTaken) {
            throw overload();
        }
        if (hasMore) {
            exchange.later(this::step);
        } else {
            finish();
        }
    }

    private void finish() {
        isFinishing = true;
        if (!door.barrier().after(this::onWritten)) {
            throw overload();
        }
        isFinishing = false;
        if (isWritten) {
            answer();
        }
    }

    /** On whichever thread writes; where that is the loop's, which waits for it, the answer follows at once. */
    private void onWritten() {
        if (exchange.isOnLoop() && isFinishing) {
            isWritten = true;
        } else {
            exchange.later(this::answer);
        }
    }

    private void answer() {
        door.requireKeptEntries();
        answer.send(exchange, reader.faults());
    }

    private HttpRefusal overload() {
        return HttpRefusal.ofEntries(
                HttpResponseStatus.SERVICE_UNAVAILABLE, Map.of("message", "the engine is at its limit; try again"));
    }
}
