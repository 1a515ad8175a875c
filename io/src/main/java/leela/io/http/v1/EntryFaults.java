package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import leela.io.json.JsonEncoder;

/**
 * Which entries of a body were not taken, and why: the first of them by their place in the body, and how many there
 * are.
 * Thread: one at a time.
 * Memory: at most {@link #SHOWN} of them.
 */
final class EntryFaults {

    static final int SHOWN = 100;

    private record Fault(int index, String reason) {}

    private final PriorityQueue<Fault> first =
            new PriorityQueue<>(Comparator.comparing(Fault::index).reversed());
    private int count;

    /** {@code index} counts the entries of the body from 0. */
    void add(final int index, final Supplier<String> reason) {
        count++;
        if (first.size() == SHOWN) {
            if (index > first.peek().index) {
                return;
            }
            first.remove();
        }
        first.add(new Fault(index, reason.get()));
    }

    int count() {
        return count;
    }

    /** Why the first of them was not taken. */
    String reason() {
        return sorted().get(0).reason;
    }

    /** Where the first of them is in the body. */
    int place() {
        return sorted().get(0).index;
    }

    /** {@code [{"index":0,"reason":"…"},…]}. */
    void appendTo(final ByteBuf out) {
        String before = "[";
        for (final Fault fault : sorted()) {
            ByteBufUtil.writeAscii(out, before + "{\"index\":" + fault.index + ",\"reason\":");
            JsonEncoder.string(out, fault.reason);
            out.writeByte('}');
            before = ",";
        }
        ByteBufUtil.writeAscii(out, "]");
    }

    private List<Fault> sorted() {
        return first.stream().sorted(Comparator.comparing(Fault::index)).toList();
    }
}
