package leela.engine.dmproc.language;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A standing query as it is written: which keys, and what happens to their events.
 * Thread: immutable.
 * Errors: a regex that is empty or too long is an {@link IllegalArgumentException}; whether it is well-formed is seen
 * at the start.
 *
 * @param regex    the bytes of the regular expression (RE2 syntax), searched for anywhere in the key; never write to
 *                 them
 * @param pipeline what happens to each event
 */
public record Program(byte[] regex, Pipeline pipeline) {

    /** Longest regex, in bytes ([language 6]). */
    public static final int MAX_REGEX_LENGTH = 1024;

    public Program {
        if (regex.length < 1 || regex.length > MAX_REGEX_LENGTH) {
            throw new IllegalArgumentException(
                    "regex: " + regex.length + " bytes (expected: 1-" + MAX_REGEX_LENGTH + ")");
        }
    }

    /** From {@code proc match length|regex pipeline;}, the whole of {@code instruction}; white space may follow. */
    public static Program parse(final byte[] instruction) throws SyntaxException {
        return Parser.parseProc(instruction);
    }

    /** From a pipeline and a regex that stand apart, as in the directory of queries. */
    public static Program parse(final String pipeline, final String regex) throws SyntaxException {
        return Parser.parseParts(pipeline, regex);
    }

    /** From {@code SELECT pipeline FROM regex;}, key words in any case; white space may follow. */
    public static Program parseSelect(final String statement) throws SyntaxException {
        return Parser.parseSelect(statement);
    }

    /** The regex for people and for text formats: UTF-8, with a mark for what is none. */
    public String regexText() {
        return new String(regex, StandardCharsets.UTF_8);
    }

    /** The strict form {@code proc match length|regex pipeline;}, which parses to an equal program. */
    public byte[] toBytes() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("proc match " + regex.length + "|").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(regex);
        bytes.writeBytes((" " + pipeline + ";").getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Program that && Arrays.equals(regex, that.regex) && pipeline.equals(that.pipeline);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(regex) + pipeline.hashCode();
    }

    /** {@link #toBytes} as text, for messages. */
    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }
}
