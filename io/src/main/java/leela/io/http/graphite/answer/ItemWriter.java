package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/** A list as JSON, an item a part. Thread: one at a time. */
public final class ItemWriter<T> implements PartWriter {

    private final String begin;
    private final Iterator<T> items;
    private final BiConsumer<ByteBuf, T> item;
    private final String end;
    private boolean isBegun;

    /** {@code begin} and {@code end} stand around the items, which have commas between them. */
    public ItemWriter(final String begin, final List<T> items, final BiConsumer<ByteBuf, T> item, final String end) {
        this.begin = begin;
        this.items = items.iterator();
        this.item = item;
        this.end = end;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        if (!isBegun) {
            ByteBufUtil.writeUtf8(out, begin);
        }
        if (items.hasNext()) {
            if (isBegun) {
                out.writeByte(',');
            }
            item.accept(out, items.next());
        }
        isBegun = true;
        if (items.hasNext()) {
            return true;
        }
        ByteBufUtil.writeUtf8(out, end);
        return false;
    }
}
