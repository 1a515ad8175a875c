package leela.io.input.collectd.security;

import static leela.io.input.collectd.wire.CollectdDescriptor.IV_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_PACKET_LENGTH;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Room for one packet's protected stretch, shared by all users of a decoder.
 * Thread: its decoder's.
 * Memory: 192 KiB at construction, for the longest datagram there can be.
 */
final class Scratch {

    private final byte[] bytes = new byte[MAX_PACKET_LENGTH];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final byte[] zeroes = new byte[MAX_PACKET_LENGTH + IV_LENGTH];
    private final byte[] keyStream = new byte[MAX_PACKET_LENGTH + IV_LENGTH];

    /** What a signature covers, or what was decrypted. */
    byte[] bytes() {
        return bytes;
    }

    /** A view of {@link #bytes()}. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Zeroes, but for the first block. */
    byte[] zeroes() {
        return zeroes;
    }

    byte[] keyStream() {
        return keyStream;
    }
}
