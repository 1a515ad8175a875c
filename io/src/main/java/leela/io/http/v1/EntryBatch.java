package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import leela.engine.ring.Producer;
import org.agrona.DirectBuffer;

/** The entries of one request's body. Thread: one at a time. */
interface EntryBatch {

    int count();

    /** What they take of the heap. */
    long bytes();

    /** Where entry {@code i} stands in the body, from 0. */
    int place(int i);

    /** What could not be read; what the limits reject is added to it. */
    EntryFaults faults();

    /** Hands entry {@code i} to the producer; false if it was rejected. */
    boolean offer(int i, Producer producer, DirectBuffer key);

    /** Appends entry {@code i} as fields of a JSON object, the name and the braces aside. */
    void echo(int i, ByteBuf out);
}
