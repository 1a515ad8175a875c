package leela.io.http.prometheus;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import leela.engine.spi.KeyPattern;
import leela.io.http.HttpRefusal;

/**
 * A remote read request.
 *
 * <pre>
 *   ReadRequest   1: Query…  2: accepted type of answer… (0 samples, 1 streamed chunks)
 *   Query         1: from ms  2: to ms  3: LabelMatcher…  4: ReadHints
 *   LabelMatcher  1: type  2: name  3: value
 *   ReadHints     2: function
 * </pre>
 *
 * Thread: immutable.
 * Errors: what is no such message, or asks for too much, is a 400.
 *
 * @param isStreamed whether the answer is to be streamed chunks
 */
record ReadRequest(List<ReadQuery> queries, boolean isStreamed) {

    private static final int MOST_QUERIES = 64;
    private static final int MOST_MATCHERS = 256;
    private static final int SAMPLES = 0;
    private static final int STREAMED = 1;
    /** The function of those who want labels only. */
    private static final String SERIES = "series";

    static ReadRequest parse(
            final byte[] body, final int offset, final int length, final KeyPattern.Compiler patterns) {
        try {
            return new Reader(CodedInputStream.newInstance(body, offset, length), patterns).request();
        } catch (final IOException broken) {
            throw HttpRefusal.badRequest("no remote read request: " + broken.getMessage());
        }
    }

    /** Reads one. Thread: one. */
    private record Reader(CodedInputStream in, KeyPattern.Compiler patterns) {

        ReadRequest request() throws IOException {
            final List<ReadQuery> queries = new ArrayList<>();
            int type = -1;
            while (!in.isAtEnd()) {
                final int tag = in.readTag();
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> {
                        final int outer = push(tag);
                        queries.add(query());
                        in.popLimit(outer);
                    }
                    case 2 -> type = acceptedType(tag, type);
                    default -> skip(tag);
                }
                requireFew("queries", queries.size(), MOST_QUERIES);
            }
            return new ReadRequest(queries, type == STREAMED);
        }

        /** The first that is known, in the client's order; they may come packed. */
        private int acceptedType(final int tag, final int before) throws IOException {
            int type = before;
            if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                return first(type, in.readEnum());
            }
            final int outer = push(tag);
            while (in.getBytesUntilLimit() > 0) {
                type = first(type, in.readEnum());
            }
            in.popLimit(outer);
            return type;
        }

        private static int first(final int before, final int type) {
            return before < 0 && (type == SAMPLES || type == STREAMED) ? type : before;
        }

        private ReadQuery query() throws IOException {
            long fromMs = 0;
            long toMs = 0;
            boolean isOfLabels = false;
            final List<LabelMatcher> matchers = new ArrayList<>();
            while (in.getBytesUntilLimit() > 0) {
                final int tag = in.readTag();
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> fromMs = in.readInt64();
                    case 2 -> toMs = in.readInt64();
                    case 3 -> {
                        final int outer = push(tag);
                        matchers.add(matcher());
                        in.popLimit(outer);
                    }
                    case 4 -> {
                        final int outer = push(tag);
                        isOfLabels = SERIES.equals(function());
                        in.popLimit(outer);
                    }
                    default -> skip(tag);
                }
                requireFew("matchers", matchers.size(), MOST_MATCHERS);
            }
            return new ReadQuery(fromMs, toMs, List.copyOf(matchers), isOfLabels);
        }

        private LabelMatcher matcher() throws IOException {
            int type = 0;
            String name = "";
            String value = "";
            while (in.getBytesUntilLimit() > 0) {
                final int tag = in.readTag();
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> type = in.readEnum();
                    case 2 -> name = in.readString();
                    case 3 -> value = in.readString();
                    default -> skip(tag);
                }
            }
            return LabelMatcher.of(type, name, value, patterns);
        }

        private String function() throws IOException {
            String function = "";
            while (in.getBytesUntilLimit() > 0) {
                final int tag = in.readTag();
                if (WireFormat.getTagFieldNumber(tag) == 2) {
                    function = in.readString();
                } else {
                    skip(tag);
                }
            }
            return function;
        }

        private int push(final int tag) throws IOException {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                throw new IOException("a number in place of a message");
            }
            return in.pushLimit(in.readRawVarint32());
        }

        private void skip(final int tag) throws IOException {
            if (!in.skipField(tag)) {
                throw new IOException("the end of a group that none began");
            }
        }

        private static void requireFew(final String what, final int count, final int most) {
            if (count > most) {
                throw HttpRefusal.badRequest(what + ": more than " + most + " (expected: at most " + most + ")");
            }
        }
    }
}
