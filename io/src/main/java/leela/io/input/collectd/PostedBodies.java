package leela.io.input.collectd;

import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.BodyReader;
import leela.io.input.collectd.wire.CollectdCounter;

/**
 * Reads what collectd's write_http posts: value lists as JSON or as PUTVAL lines, and notifications. Keys, types,
 * intervals and bounds are those of the binary protocol, so a host keeps its series whichever way it sends.
 * Thread: its owner's.
 * Memory: as {@link PostedLists}.
 */
public final class PostedBodies {

    public static final Source SOURCE = Source.refused(CollectdCounter.RECEIVED_HTTP);

    private final PostedLists lists;

    /** {@code producer} is from here on its own. */
    public PostedBodies(final CollectdSettings settings, final Producer producer, final Counters counters) {
        lists = new PostedLists(settings, producer, counters);
    }

    /**
     * A reader of a body, by its first byte: a list or an object is JSON, all else lines.
     *
     * @param areRates whether collectd made rates of counts (StoreRates), which a body does not tell
     */
    public BodyReader open(final byte[] body, final int offset, final int length, final boolean areRates) {
        int first = offset;
        while (first < offset + length && body[first] <= ' ') {
            first++;
        }
        final boolean isJson = first < offset + length && (body[first] == '[' || body[first] == '{');
        return isJson
                ? new JsonLists(lists, body, offset, length, areRates)
                : new PutvalLines(lists, body, offset, length, areRates);
    }
}
