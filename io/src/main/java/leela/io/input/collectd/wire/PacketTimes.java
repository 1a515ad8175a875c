package leela.io.input.collectd.wire;

import static leela.io.input.collectd.wire.CollectdDescriptor.HEADER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.NUMBER_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.TIME;
import static leela.io.input.collectd.wire.CollectdDescriptor.TIME_HI;
import static leela.io.input.collectd.wire.CollectdDescriptor.header;
import static leela.io.input.collectd.wire.CollectdDescriptor.hiToNs;
import static leela.io.input.collectd.wire.CollectdDescriptor.number;
import static leela.io.input.collectd.wire.CollectdDescriptor.partLength;
import static leela.io.input.collectd.wire.CollectdDescriptor.partType;
import static leela.io.input.collectd.wire.CollectdDescriptor.secondsToNs;

import org.agrona.DirectBuffer;

/**
 * Finds out how old a packet is, before anything of it is taken: by its newest time, since a client may hold values
 * until a packet is full.
 * Thread: any.
 * Units: epoch ns.
 */
public final class PacketTimes {

    private PacketTimes() {}

    /**
     * The newest time between {@code start} and {@code end}; 0 where there is none. Stops where the parts make no
     * sense.
     */
    public static long newestNs(final DirectBuffer packet, final int start, final int end) {
        long newestNs = 0;
        int part = start;
        while (end - part > HEADER_LENGTH) {
            final int header = header(packet, part);
            final int length = partLength(header);
            if (length < HEADER_LENGTH || length > end - part) {
                break;
            }
            if (length == NUMBER_LENGTH) {
                newestNs = Math.max(newestNs, timeNs(partType(header), packet, part));
            }
            part += length;
        }
        return newestNs;
    }

    private static long timeNs(final int type, final DirectBuffer packet, final int part) {
        return switch (type) {
            case TIME -> secondsToNs(number(packet, part));
            case TIME_HI -> hiToNs(number(packet, part));
            default -> 0;
        };
    }
}
