package leela.io.input.collectd;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Packets changed at random: most of them still begin well. Thread: any. */
final class Mutation {

    private static final int MAX_CHANGES = 4;

    private Mutation() {}

    /** One of the packets, with one to four changes. */
    static byte[] of(final List<byte[]> packets, final SplittableRandom random) {
        byte[] packet = packets.get(random.nextInt(packets.size())).clone();
        for (int changes = 1 + random.nextInt(MAX_CHANGES); changes > 0 && packet.length > 0; changes--) {
            packet = change(packet, packets, random);
        }
        return packet;
    }

    private static byte[] change(final byte[] packet, final List<byte[]> packets, final SplittableRandom random) {
        final int at = random.nextInt(packet.length);
        return switch (random.nextInt(6)) {
            case 0 -> with(packet, at, (byte) random.nextInt());
            case 1 -> with(packet, at, (byte) (packet[at] ^ 1 << random.nextInt(8)));
            case 2 -> with(packet, at, (byte) (random.nextBoolean() ? 0 : 0xff));
            case 3 -> Arrays.copyOf(packet, at);
            case 4 -> without(packet, at, at + random.nextInt(Math.min(40, packet.length - at)));
            default -> joined(packet, at, packets.get(random.nextInt(packets.size())), random);
        };
    }

    private static byte[] with(final byte[] packet, final int at, final byte b) {
        packet[at] = b;
        return packet;
    }

    private static byte[] without(final byte[] packet, final int from, final int to) {
        return PacketBuilder.packet()
                .raw(Arrays.copyOf(packet, from))
                .raw(Arrays.copyOfRange(packet, to, packet.length))
                .build();
    }

    /** The start of one packet and the end of another. */
    private static byte[] joined(final byte[] packet, final int at, final byte[] other, final SplittableRandom random) {
        return PacketBuilder.packet()
                .raw(Arrays.copyOf(packet, at))
                .raw(Arrays.copyOfRange(other, random.nextInt(other.length), other.length))
                .build();
    }
}
