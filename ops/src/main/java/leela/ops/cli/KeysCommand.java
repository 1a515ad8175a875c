package leela.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import leela.ops.client.EngineHttp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela keys}: the keys that have a history, a page of them at a time. */
@Command(name = "keys", description = "List the keys that have a history, all or those that a glob matches.")
final class KeysCommand implements Callable<Integer> {

    private static final int PAGE = 1000;

    @Mixin
    private ConfigOption config;

    @Parameters(
            paramLabel = "GLOB",
            arity = "0..1",
            defaultValue = "",
            description = "Such as 'web-*.load.*'; * stands for any bytes, ? for one.")
    private String glob;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final EngineHttp http = new EngineHttp(config.config().http());
        final PrintWriter out = spec.commandLine().getOut();
        String after = "";
        do {
            final JsonNode page = page(
                    http,
                    "/v1/keys?limit=" + PAGE + "&glob=" + EngineHttp.encode(glob) + "&after="
                            + EngineHttp.encode(after));
            page.path("keys").forEach(key -> out.println(key.asText()));
            after = page.path("next").asText("");
        } while (!after.isEmpty());
        out.flush();
        return ExitStatus.GOOD;
    }

    private static JsonNode page(final EngineHttp http, final String path) throws IOException {
        try (InputStream body = http.get(path)) {
            return body == null
                    ? new ObjectMapper().createObjectNode()
                    : new ObjectMapper().readTree(body).path("results");
        }
    }
}
