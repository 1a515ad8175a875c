package leela.io.output.queue;

import org.agrona.MutableDirectBuffer;

/**
 * How a result lies in its queue.
 * Thread: the query thread; one encoding a queue.
 * Units: epoch ns.
 */
public interface ResultEncoding {

    /** Writes one result at {@code offset}; its length. Should not allocate. */
    int encode(byte[] key, double value, long timeNs, MutableDirectBuffer buffer, int offset);
}
