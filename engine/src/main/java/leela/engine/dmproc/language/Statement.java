package leela.engine.dmproc.language;

/**
 * What a person may say in a chat. Only its shape is read here: whether pipeline and regex make sense is {@link
 * Program#parseSelect}'s business.
 * Thread: immutable.
 */
public sealed interface Statement {

    /** The name of the list of one's own queries. */
    String TABLE = "leela.xmpp";

    /** {@code SELECT pipeline FROM regex;} both as written, without white space around them. */
    record Select(String pipeline, String regex) implements Statement {}

    /** {@code SELECT * FROM leela.xmpp;} */
    record ListQueries() implements Statement {}

    /** {@code DELETE FROM leela.xmpp WHERE key=KEY;} */
    record Delete(String key) implements Statement {}

    /** {@code DELETE FROM leela.xmpp;} */
    record DeleteAll() implements Statement {}

    /** Words in any case; white space around is free; the final {@code ;} is needed. */
    static Statement parse(final String text) throws SyntaxException {
        return Parser.parseStatement(text);
    }
}
