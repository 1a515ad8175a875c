package leela.engine.dmproc.language;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A standing query as it is written: which keys, and what happens to their events.
 * Thread: immutable.
 * Errors: what may not be built is an {@link IllegalArgumentException} in one plain sentence; whether a regex is
 * well-formed is seen at the start.
 *
 * @param inputs     one, or those of a join
 * @param expression what a join makes of its inputs' values before the pipeline; empty where there is no join
 * @param pipeline   what happens to each event, or to each value of the expression
 * @param naming     groups, and what results are called
 * @param isCold     whether its windows begin empty, in place of being filled from history
 * @param isRecorded whether its results are fed back as events
 */
public record Program(
        List<Input> inputs,
        Optional<Expression> expression,
        Pipeline pipeline,
        Naming naming,
        boolean isCold,
        boolean isRecorded) {

    /** Longest regex, in bytes ([language 6]). */
    public static final int MAX_REGEX_LENGTH = Input.MAX_REGEX_LENGTH;

    /** Most inputs of a join. */
    public static final int MAX_INPUTS = 16;

    private static final Pipeline AS_IT_IS = new Pipeline(List.of(Func.Plain.ID));

    public Program {
        inputs = List.copyOf(inputs);
        check(!inputs.isEmpty() && inputs.size() <= MAX_INPUTS, "inputs: " + inputs.size(), "1-" + MAX_INPUTS);
        check(expression.isPresent() || inputs.size() == 1, inputs.size() + " inputs", "an expression over them");
        if (expression.isPresent()) {
            checkNames(inputs, expression.get());
        }
        check(expression.isEmpty() || naming.isGiven(), "a join without AS", "AS \"name\" for the results");
        check(!isRecorded || naming.isGiven(), "RECORD without AS", "AS \"name\" for the results");
        check(
                expression.isEmpty() || !naming.name().contains("{key}"),
                "name: {key} of a join",
                "BY $1 and {1}, or a name without {key}");
    }

    /** One regex and a pipeline, and nothing else. */
    public Program(final byte[] regex, final Pipeline pipeline) {
        this(List.of(new Input("", regex)), Optional.empty(), pipeline, Naming.NONE, false, false);
    }

    /** From {@code proc match length|regex pipeline;} or a statement, the whole of it; white space may follow. */
    public static Program parse(final byte[] instruction) throws SyntaxException {
        return StatementParser.parseInstruction(instruction);
    }

    /** From a pipeline and a regex that stand apart, as in the directory of queries. */
    public static Program parse(final String pipeline, final String regex) throws SyntaxException {
        return StatementParser.parseParts(pipeline, regex);
    }

    /** From {@code SELECT pipeline FROM regex;}, key words in any case; white space may follow. */
    public static Program parseSelect(final String statement) throws SyntaxException {
        return StatementParser.parseSelect(statement);
    }

    /** Whether it is one regex and a pipeline, and nothing else: what {@code proc match} and the directory can say. */
    public boolean isPlain() {
        return expression.isEmpty() && !naming.isGiven() && !isCold && !isRecorded;
    }

    /** The bytes of the first input's regex (RE2 syntax), searched for anywhere in the key; never write to them. */
    public byte[] regex() {
        return inputs.get(0).regex();
    }

    /**
     * The strict form, which parses to an equal program: {@code proc match length|regex pipeline;} where that can say
     * it, else the statement.
     */
    public byte[] toBytes() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (isPlain()) {
            write(bytes, "proc match " + regex().length + "|");
            bytes.writeBytes(regex());
            write(bytes, " " + pipeline + ";");
            return bytes.toByteArray();
        }
        write(bytes, (isCold ? "cold " : "") + (isRecorded ? "RECORD " : "") + "SELECT " + selected() + " FROM ");
        writeSources(bytes);
        write(bytes, ";");
        return bytes.toByteArray();
    }

    /** Its inputs, and how results are grouped and named, as a statement says it. */
    private void writeSources(final ByteArrayOutputStream bytes) {
        String between = "";
        for (final Input input : inputs) {
            write(bytes, between + (input.name().isEmpty() ? "" : input.name() + ": "));
            bytes.writeBytes(input.regex());
            between = ", ";
        }
        write(bytes, naming.toString());
    }

    String sources() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writeSources(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** {@link #toBytes} as text, for messages. */
    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }

    String selected() {
        if (expression.isEmpty()) {
            return pipeline.toString();
        }
        return expression.get() + (pipeline.equals(AS_IT_IS) ? "" : " | " + pipeline);
    }

    private static void write(final ByteArrayOutputStream to, final String text) {
        to.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void checkNames(final List<Input> inputs, final Expression expression) {
        final Set<String> unused = new HashSet<>();
        for (final Input input : inputs) {
            check(unused.add(input.name()), "input " + input.name() + " twice", "names that differ");
        }
        for (final String name : expression.names()) {
            check(
                    inputs.stream().anyMatch(input -> input.name().equals(name)),
                    "'" + name + "' of the expression",
                    "the name of an input");
            unused.remove(name);
        }
        check(unused.isEmpty(), "input " + String.join(", ", unused), "names that stand in the expression");
    }

    private static void check(final boolean isGood, final String what, final String expected) {
        if (!isGood) {
            throw new IllegalArgumentException(what + " (expected: " + expected + ")");
        }
    }
}
