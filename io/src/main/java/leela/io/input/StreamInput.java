package leela.io.input;

import java.util.function.Supplier;
import leela.engine.ring.Producer;

/**
 * Where the bytes of the connections of one port go. What was read of several is published together, so that the
 * handlers flush once for all.
 * Thread: the receiver's.
 *
 * @param producer what the decoders hand their entries to
 * @param decoders makes one for a connection
 * @param maxFrame more bytes than this never wait for the rest of a frame
 */
public record StreamInput(Producer producer, Supplier<StreamDecoder> decoders, int maxFrame) {}
