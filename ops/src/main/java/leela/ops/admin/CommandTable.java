package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.keys.NearestName;

/**
 * The commands that a request may name.
 * Thread: immutable.
 * Errors: {@link ControlException} for a request that names none, or has a member that its command does not know.
 */
final class CommandTable {

    private static final int SHOWN_LENGTH = 64;

    private final Map<String, ControlCommand> commands = new TreeMap<>();

    /** A request that is understood. */
    record Call(ControlCommand command, ObjectNode request) {

        Iterator<ObjectNode> run(final ControlCommand.Caller caller) {
            return command.run(request, caller);
        }
    }

    CommandTable(final List<ControlCommand> commands) {
        commands.forEach(command -> this.commands.put(command.name(), command));
    }

    /** What a line asks for. */
    Call call(final byte[] line) {
        final ObjectNode request = object(line);
        final JsonNode name = request.path(ControlLine.COMMAND);
        if (!name.isTextual()) {
            throw new ControlException("the request names no command" + known(commands.keySet()));
        }
        final ControlCommand command = commands.get(name.asText());
        if (command == null) {
            throw new ControlException(
                    "there is no command " + shown(name.asText()) + nearest(name.asText(), commands.keySet()));
        }
        checkMembers(request, command);
        return new Call(command, request);
    }

    private static ObjectNode object(final byte[] line) {
        try {
            return ControlLine.read(line);
        } catch (final IOException malformed) {
            throw new ControlException(
                    "the request is no JSON object in one line, such as {\"command\":\"queries\"}", malformed);
        }
    }

    private static void checkMembers(final ObjectNode request, final ControlCommand command) {
        for (final Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
            final String name = names.next();
            if (!name.equals(ControlLine.COMMAND) && !command.arguments().contains(name)) {
                throw new ControlException("the command " + command.name() + " has no argument " + shown(name)
                        + nearest(name, command.arguments()));
            }
        }
    }

    private static String nearest(final String word, final Collection<String> names) {
        return NearestName.of(cut(word), names)
                .map(name -> " (did you mean " + name + "?)")
                .orElseGet(() -> known(names));
    }

    private static String known(final Collection<String> names) {
        return names.isEmpty() ? "" : " (known: " + String.join(", ", names) + ")";
    }

    private static String shown(final String text) {
        return '"' + cut(text) + '"';
    }

    private static String cut(final String text) {
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
    }
}
