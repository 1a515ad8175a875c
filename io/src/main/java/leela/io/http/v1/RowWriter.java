package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;

/**
 * A cursor over history that writes what it finds as rows {@code [time,value],}, a comma behind each.
 * Thread: one at a time.
 */
interface RowWriter extends AutoCloseable {

    int END = -1;

    /** Appends some rows; how many, maybe none, or {@link #END} where there is nothing left to read. */
    int appendTo(ByteBuf out);

    @Override
    void close();

    /** Starts reading; may block. */
    interface Source {
        RowWriter open(History history, SeriesPages.Query query);
    }
}
