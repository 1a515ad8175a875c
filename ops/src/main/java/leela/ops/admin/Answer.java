package leela.ops.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;

/**
 * The lines of one answer: rows as they are asked for, then the status.
 * Thread: one at a time.
 * Memory: a row.
 * Errors: what a command throws becomes the status; a fault of ours is reported, too.
 */
final class Answer {

    private final Iterator<ObjectNode> rows;
    private final ErrorHandler onError;
    private ObjectNode status;
    private boolean isEnded;

    private Answer(final Iterator<ObjectNode> rows, final ObjectNode status, final ErrorHandler onError) {
        this.rows = rows;
        this.status = status;
        this.onError = onError;
    }

    /** What this command answers; it is run here, its rows are made later. */
    static Answer of(final Supplier<Iterator<ObjectNode>> command, final ErrorHandler onError) {
        final Answer answer = new Answer(Collections.emptyIterator(), ControlLine.ok(), onError);
        try {
            return new Answer(command.get(), answer.status, onError);
        } catch (final RuntimeException failed) {
            answer.fail(failed);
            return answer;
        }
    }

    /** Whether it ended, or will end, with an error. */
    boolean isFailed() {
        return !status.path(ControlLine.STATUS).asText().equals(ControlLine.OK);
    }

    /** Why it failed; empty where it did not. */
    String reason() {
        return status.path(ControlLine.ERROR).asText();
    }

    boolean isEnded() {
        return isEnded;
    }

    /** The next line; the status is the last. */
    byte[] next() {
        try {
            if (!isFailed() && rows.hasNext()) {
                return ControlLine.write(rows.next());
            }
        } catch (final RuntimeException failed) {
            fail(failed);
        }
        isEnded = true;
        return ControlLine.write(status);
    }

    private void fail(final RuntimeException failed) {
        if (failed instanceof ControlException) {
            status = ControlLine.failed(failed.getMessage());
        } else {
            onError.onError(failed);
            status =
                    ControlLine.failed("the engine is at fault (" + failed + "); the file errors in data_dir has more");
        }
    }
}
