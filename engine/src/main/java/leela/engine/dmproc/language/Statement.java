package leela.engine.dmproc.language;

/**
 * What a person may say in a chat. Only its shape is read here: whether it makes sense as a program is {@link
 * Program#parseSelect}'s business.
 * Thread: immutable.
 */
public sealed interface Statement {

    /** {@code SELECT pipeline FROM regex;} both as written, without white space around them. */
    record Select(String pipeline, String regex) implements Statement {}

    /** A query that pipeline and regex cannot say: cold, recorded, with names or of several inputs; as written. */
    record Start(String text) implements Statement {}

    /** {@code SELECT * FROM table;} */
    record ListQueries() implements Statement {}

    /** {@code DELETE FROM table WHERE key=KEY;} */
    record Delete(String key) implements Statement {}

    /** {@code DELETE FROM table;} */
    record DeleteAll() implements Statement {}

    /**
     * Reads a statement. Words in any case; white space around is free; the final {@code ;} is needed.
     *
     * @param table the name of the list of one's own queries
     */
    static Statement parse(final String text, final String table) throws SyntaxException {
        return ChatParser.parseStatement(text, table);
    }
}
