package leela.io.input;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import leela.engine.counters.Counter;
import leela.engine.ring.Producer;

/**
 * Where the datagrams of one socket go. What several of them hold is published together, so that the handlers flush
 * once for all.
 * Thread: the receiver's.
 *
 * @param producer  what the decoder hands its entries to; null for one that has no entries
 * @param datagrams counts the datagrams read
 * @param answered  counts the answers sent
 */
public record DatagramInput(DatagramDecoder decoder, Producer producer, Counter datagrams, Counter answered) {

    /** Of a decoder whose datagrams hold no entries. */
    public static DatagramInput withoutEntries(final DatagramDecoder decoder, final Counter datagrams) {
        return new DatagramInput(decoder, null, datagrams, datagrams);
    }

    /** Whom to ask who sent the datagram in hand, should something of it be refused, or new. */
    public void sender(final Supplier<String> sender, final LongSupplier account) {
        if (producer != null) {
            producer.evidence().sender(sender, account);
        }
    }

    /** The number of who sent the datagram in hand. */
    public void from(final int sender) {
        if (producer != null) {
            producer.sender(sender);
        }
    }

    /** Several datagrams follow. */
    public void beginBatch() {
        if (producer != null) {
            producer.hold();
        }
    }

    /** Publishes what they held. */
    public void endBatch() {
        if (producer != null) {
            producer.release();
        }
    }
}
