package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import leela.engine.runtime.PrintableText;
import leela.io.http.status.Readiness;
import leela.ops.config.LeelaConfig;

/** The command {@code parts}: the state of each part of the engine, as {@code /readyz} tells it. */
public final class PartsControl implements ControlCommand {

    private static final String NAME = "parts";
    private static final String PART = "part";
    private static final String READY = "ready";
    private static final String STATE = "state";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Readiness readiness;

    public PartsControl(final Readiness readiness) {
        this.readiness = readiness;
    }

    /** Asks the running engine. */
    public static List<Readiness.Part> ask(final LeelaConfig engine) {
        final List<Readiness.Part> parts = new ArrayList<>();
        ControlClient.call(
                engine,
                ControlLine.object().put(ControlLine.COMMAND, NAME),
                PATIENCE,
                row -> parts.add(new Readiness.Part(
                        row.path(PART).asText(),
                        row.path(READY).asBoolean(),
                        PrintableText.of(row.path(STATE).asText()))));
        return parts;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        return readiness.parts().stream()
                .map(part -> ControlLine.object()
                        .put(PART, part.name())
                        .put(READY, part.isReady())
                        .put(STATE, part.state()))
                .iterator();
    }
}
