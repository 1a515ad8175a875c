package leela.ops.admin.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import leela.io.http.access.LocalPasses;
import leela.io.http.access.Right;
import leela.io.socket.PeerAccess;
import leela.ops.admin.ControlClient;
import leela.ops.admin.ControlCommand;
import leela.ops.admin.ControlException;
import leela.ops.admin.ControlLine;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code pass}: a token for HTTP that lives for minutes, so that commands on the engine's machine need none
 * of a person's. Who may use this socket reads and writes with it; root and the engine's own user delete, too.
 * Thread: {@link #run} {@code leela-control}; {@link #ask} the client's.
 */
public final class PassControl implements ControlCommand {

    private static final String NAME = "pass";
    private static final String TOKEN = "token";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LocalPasses passes;

    public PassControl(final LocalPasses passes) {
        this.passes = passes;
    }

    /** Asks the running engine. */
    public static String ask(final LeelaConfig engine) {
        final String[] token = {""};
        ControlClient.call(
                engine,
                ControlLine.object().put(ControlLine.COMMAND, NAME),
                PATIENCE,
                row -> token[0] = row.path(TOKEN).asText());
        if (token[0].isEmpty()) {
            throw new ControlException("it answered without one");
        }
        return token[0];
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        return run(request, new Caller(PeerAccess.UNKNOWN, false));
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request, final Caller caller) {
        final EnumSet<Right> rights =
                caller.isOwner() ? EnumSet.allOf(Right.class) : EnumSet.of(Right.READ, Right.WRITE);
        return List.of(ControlLine.object().put(TOKEN, passes.issue(caller.user(), rights)))
                .iterator();
    }
}
