package leela.io.input.collectd;

import static leela.io.input.collectd.CapturedPackets.PASSWORD;
import static leela.io.input.collectd.CapturedPackets.USER;
import static leela.io.input.collectd.CollectdRig.NOW_NS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import leela.engine.ring.Entry;
import leela.engine.ring.Limits;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.collectd.wire.CollectdDescriptor;

/**
 * What holds for any packet: nothing is thrown, nothing behind the datagram is read, and every value is accounted for.
 * Thread: one.
 */
final class AnyPacket {

    /** As far as anything could read past the end by mistake. */
    private static final int MAX_OVERREAD = 600;

    private final CollectdRig rig;

    AnyPacket(final CollectdRig rig) {
        this.rig = rig;
    }

    /**
     * Parts in the clear, signed, encrypted, or both encrypted and in the clear: anew, so that they reach what lies
     * behind the checks.
     */
    static byte[] shelter(final int how, final byte[] parts) {
        return switch (how & 3) {
            case 0 -> parts;
            case 1 -> PacketBuilder.sign(parts, USER, PASSWORD);
            case 2 -> PacketBuilder.encrypt(parts, USER, PASSWORD);
            default ->
                PacketBuilder.packet()
                        .raw(PacketBuilder.encrypt(parts, USER, PASSWORD))
                        .raw(parts)
                        .build();
        };
    }

    void check(final byte[] packet) {
        final int length = Math.min(packet.length, CollectdDescriptor.MAX_PACKET_LENGTH);
        final long rejectedBefore = rig.counters().sum("metrics.rejected");
        final long receivedBefore = rig.count(CollectdCounter.RECEIVED);
        final List<Entry> entries = decode(packet, length, (byte) 0);
        final long rejected = rig.counters().sum("metrics.rejected") - rejectedBefore;
        assertThat(rig.count(CollectdCounter.RECEIVED) - receivedBefore).isEqualTo(entries.size() + rejected);
        assertThat(entries).allMatch(entry -> entry.key().length() <= Limits.MAX_KEY_LENGTH);
        assertThat(decode(packet, length, (byte) 0x41)).isEqualTo(entries);
    }

    /** Decodes with what lies behind the datagram filled with one byte. */
    private List<Entry> decode(final byte[] packet, final int length, final byte tail) {
        final byte[] buffer =
                Arrays.copyOf(packet, Math.min(length + MAX_OVERREAD, CollectdDescriptor.MAX_PACKET_LENGTH));
        Arrays.fill(buffer, length, buffer.length, tail);
        return rig.decode(buffer, length, NOW_NS);
    }
}
