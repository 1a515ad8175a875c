package leela.engine.ring;

/**
 * A command on which it depends what follows, such as the start of a query: every other handler is told of it at its
 * place in the stream, so that the journal keeps it for a replay.
 * Thread: {@link #run} the one of the handler that the command is for; the others any.
 */
public interface RecordedCommand extends Runnable {

    /** Smallest of {@link #kind()}; lower ones are the journal's own. */
    int FIRST_KIND = 16;

    /** What the bytes mean, up to 127: their giver's matter. */
    int kind();

    /** All that a replay must know; never write to them. */
    byte[] bytes();
}
