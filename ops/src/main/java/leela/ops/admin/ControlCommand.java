package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Set;

/**
 * One command of the control socket: a class that knows both ends of it, what the engine does and what a client sends.
 * Thread: {@code leela-control}; {@link #run} of a long one {@code leela-admin}.
 * Memory: a row at a time, as the client reads them.
 * Errors: {@link ControlException} for what cannot be done, from {@link #run} or from the rows.
 */
public interface ControlCommand {

    String name();

    /** The members that a request may have beside {@code command}. */
    default Set<String> arguments() {
        return Set.of();
    }

    /** Whether it may take longer than a moment: such commands run one at a time, and others do not wait for them. */
    default boolean isLong() {
        return false;
    }

    /** Whether it only looks: the log tells of those alone that fail. */
    default boolean isLook() {
        return false;
    }

    /** Does what is asked, and gives the rows of the answer: objects without a member {@code status}. */
    Iterator<ObjectNode> run(JsonNode request);

    /** The same, where it matters who asks. */
    default Iterator<ObjectNode> run(final JsonNode request, final Caller caller) {
        return run(request);
    }

    /**
     * Who asks, as the kernel knows him.
     *
     * @param user    his number, or {@link leela.io.socket.PeerAccess#UNKNOWN}
     * @param isOwner whether it is root, or the engine's own user
     */
    record Caller(int user, boolean isOwner) {}
}
