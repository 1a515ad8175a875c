package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;

/** Writes values of a form that machines read. Thread: one at a time. */
public interface BinaryEncoder {

    /** Begins a document that is a list of so many items. */
    void begin(ByteBuf out, int items);

    void end(ByteBuf out);

    /** So many names, each with its value behind it, come next; {@link #endMap} behind them. */
    void beginMap(ByteBuf out, int entries);

    void endMap(ByteBuf out);

    void beginList(ByteBuf out, int items);

    void endList(ByteBuf out);

    void string(ByteBuf out, String text);

    void integer(ByteBuf out, long number);

    /** None where it is NaN. */
    void number(ByteBuf out, double number);

    void truth(ByteBuf out, boolean truth);
}
