package leela.io.http.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.io.json.JsonEncoder;
import org.agrona.DirectBuffer;

/**
 * Writes what a live stream says.
 *
 * <pre>
 *   event: started                          id: 17
 *   data: {"matching":3,"all":true}         event: result
 *                                           data: {"name":"web","value":1.5,"timestamp":1795388415}
 *   event: lost
 *   data: {"lost":12}                       :
 * </pre>
 *
 * Thread: the streams'.
 * Memory: the texts of a thousand keys.
 */
final class ServerSentEvents {

    static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

    private final JsonEncoder numbers = new JsonEncoder();
    private final NameCache names = new NameCache();

    static void started(final ByteBuf out, final MatchingSeries.Count count) {
        ascii(out, "event: started\ndata: {\"matching\":" + count.matching() + ",\"all\":" + count.isAll() + "}\n\n");
    }

    static void lost(final ByteBuf out, final long lost) {
        ascii(out, "event: lost\ndata: {\"lost\":" + lost + "}\n\n");
    }

    /** For those on the way who would take silence for an end. */
    static void alive(final ByteBuf out) {
        ascii(out, ":\n\n");
    }

    /** The result that lies there, with this number. */
    void result(final ByteBuf out, final long id, final DirectBuffer results, final int offset) {
        ascii(out, "id: ");
        ascii(out, Long.toString(id));
        ascii(out, "\nevent: result\ndata: {\"name\":");
        names.append(out, results, offset);
        ascii(out, ",\"value\":");
        value(out, ResultRecord.value(results, offset));
        ascii(out, ",\"timestamp\":");
        numbers.seconds(out, ResultRecord.timeNs(results, offset));
        ascii(out, "}\n\n");
    }

    private void value(final ByteBuf out, final double value) {
        if (Double.isFinite(value)) {
            numbers.number(out, value);
        } else {
            ascii(out, "\"" + value + "\"");
        }
    }

    private static void ascii(final ByteBuf out, final String text) {
        ByteBufUtil.writeAscii(out, text);
    }
}
