package leela.io.http.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import leela.engine.runtime.Clock;
import leela.io.http.HttpRefusal;

/**
 * Reads a body that is one JSON object or a list of them, field by field, without a tree.
 * Thread: any; stateless.
 * Units: times epoch ns.
 * Errors: what is no JSON, or not of that form, is a 400 that says where; too many entries are a 413.
 */
final class JsonBody {

    /** Stands for a time that no limit allows, so that it is judged and counted like any other. */
    static final long NO_TIME = Long.MAX_VALUE;

    private static final int MAX_DEPTH = 128;
    /** In one body; in a larger one as many as have room there. */
    private static final int MOST_ENTRIES = 1 << 16;
    /** What is shorter is no metric. */
    private static final int SHORTEST_ENTRY = 16;

    private static final int SHOWN_LENGTH = 40;
    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
    /** Strict JSON: what is kept as a document must be some. */
    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    /** Also NaN, Infinity and -Infinity, as Python and JavaScript libraries write them. */
    private static final JsonFactory WITH_NANS = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final double LATEST_SECONDS = 0x1p33;
    private static final double SHORTEST_SECONDS = 1e-9;
    private static final int NANO_DIGITS = 9;

    /** What is done with each object and each of its fields. */
    interface Entries {
        void begin();

        /** The parser stands on the field's value; it must be left on its last token. */
        void field(String name, JsonParser value) throws IOException;

        /** The object is over; may refuse it. */
        void end();

        /** The object in hand, or what stands in the place of one, was refused. */
        void fail(Supplier<String> reason);
    }

    private JsonBody() {}

    /** Reads documents: values may be any JSON. */
    static void readStrictly(final ByteBuf body, final Entries entries) {
        read(STRICT, body, entries);
    }

    /** Reads metrics: values may also be NaN or infinite. */
    static void readWithNans(final ByteBuf body, final Entries entries) {
        read(WITH_NANS, body, entries);
    }

    private static void read(final JsonFactory factory, final ByteBuf body, final Entries entries) {
        try (JsonParser parser = parser(factory, body)) {
            final JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                final int most = Math.max(MOST_ENTRIES, body.readableBytes() / SHORTEST_ENTRY);
                for (int count = 0; parser.nextToken() != JsonToken.END_ARRAY; count++) {
                    if (count == most) {
                        throw new HttpRefusal(
                                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body: more than " + most + " entries");
                    }
                    readObject(parser, entries);
                }
            } else {
                readObject(parser, entries);
            }
            if (parser.nextToken() != null) {
                throw HttpRefusal.badRequest("body: something behind the JSON" + at(parser));
            }
        } catch (final JsonProcessingException e) {
            throw HttpRefusal.badRequest("body: " + e.getOriginalMessage());
        } catch (final IOException e) {
            throw HttpRefusal.badRequest("body: it is not UTF-8");
        }
    }

    private static JsonParser parser(final JsonFactory factory, final ByteBuf body) throws IOException {
        return body.hasArray()
                ? factory.createParser(body.array(), body.arrayOffset() + body.readerIndex(), body.readableBytes())
                : factory.createParser(new byte[0]);
    }

    /** An object that is refused costs the others nothing: its fields are read to its end. */
    private static void readObject(final JsonParser parser, final Entries entries) throws IOException {
        if (parser.currentToken() == null) {
            throw HttpRefusal.badRequest("body: it is empty (expected: an object or a list of objects)");
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            entries.fail(() -> "no object" + at(parser) + " (expected: an object or a list of objects)");
            parser.skipChildren();
            return;
        }
        entries.begin();
        String fault = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            parser.nextToken();
            if (fault == null) {
                fault = faultOf(() -> entries.field(name, parser));
            }
            parser.skipChildren();
        }
        if (fault == null) {
            fault = faultOf(entries::end);
        }
        if (fault != null) {
            final String reason = fault;
            entries.fail(() -> reason);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static String faultOf(final Step step) throws IOException {
        try {
            step.run();
            return null;
        } catch (final HttpRefusal refusal) {
            return refusal.notes().get("message").toString();
        }
    }

    /** A field that must be the key of the path. */
    static void checkName(final JsonParser value, final byte[] key) throws IOException {
        if (value.currentToken() != JsonToken.VALUE_STRING
                || !Arrays.equals(value.getText().getBytes(StandardCharsets.UTF_8), key)) {
            throw HttpRefusal.badRequest("name: " + shown(value) + " (expected: the key of the path, or none)");
        }
    }

    /** Unix seconds, exact to the nanosecond; {@link #NO_TIME} where they are far beyond all limits. */
    static long timeNs(final JsonParser value) throws IOException {
        if (!value.currentToken().isNumeric()) {
            throw HttpRefusal.badRequest("timestamp: " + shown(value) + " (expected: Unix seconds, a number)");
        }
        // judged as a double first: an exact number with a great exponent would cost time and memory
        final double seconds = value.getDoubleValue();
        if (!(seconds >= 0 && seconds <= LATEST_SECONDS)) {
            return NO_TIME;
        }
        if (seconds < SHORTEST_SECONDS) {
            return 0;
        }
        return value.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? value.getLongValue() * Clock.NANOS_PER_SECOND
                : new BigDecimal(value.getText()).movePointRight(NANO_DIGITS).longValue();
    }

    /** What stands there, for people: no more of it than they read. */
    static String shown(final JsonParser value) throws IOException {
        final String text = value.getText();
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
    }

    private static String at(final JsonParser parser) {
        return " at line " + parser.currentTokenLocation().getLineNr() + ", column "
                + parser.currentTokenLocation().getColumnNr();
    }
}
