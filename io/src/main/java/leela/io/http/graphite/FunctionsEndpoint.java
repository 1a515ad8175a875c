package leela.io.http.graphite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.graphite.function.FunctionDefinition;
import leela.io.http.graphite.function.FunctionTable;
import leela.io.http.graphite.function.Parameter;
import leela.io.json.JsonEncoder;

/** What can stand in a target, for editors: all functions, those of a group, or one. Thread: the loop's. */
final class FunctionsEndpoint implements Endpoint {

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final ByteBuf out = exchange.allocator().buffer();
        final String group = exchange.target().text("group");
        final Map<String, FunctionDefinition> shown = new TreeMap<>();
        for (final FunctionDefinition function : FunctionTable.definitions()) {
            if ((group.isEmpty() || group.equals(function.group()))
                    && (rest.isEmpty() || rest.equals(function.name()))) {
                shown.put(function.name(), function);
            }
        }
        if (!rest.isEmpty()) {
            if (shown.isEmpty()) {
                throw HttpRefusal.notFound("Function not found: " + rest);
            }
            append(out, shown.get(rest));
        } else if (exchange.target().text("grouped").matches("1|true")) {
            appendGroups(out, shown);
        } else {
            appendAll(out, shown.values());
        }
        exchange.whole(HttpResponseStatus.OK, "application/json", AnswerHeaders.Caching.RESULT, out, Map.of());
    }

    private static void appendGroups(final ByteBuf out, final Map<String, FunctionDefinition> functions) {
        final Map<String, Map<String, FunctionDefinition>> groups = new TreeMap<>();
        functions.forEach((name, function) ->
                groups.computeIfAbsent(function.group(), one -> new TreeMap<>()).put(name, function));
        String comma = "{";
        for (final Map.Entry<String, Map<String, FunctionDefinition>> group : groups.entrySet()) {
            name(out, comma, group.getKey());
            appendAll(out, group.getValue().values());
            comma = ",";
        }
        ByteBufUtil.writeAscii(out, groups.isEmpty() ? "{}" : "}");
    }

    private static void appendAll(final ByteBuf out, final Iterable<FunctionDefinition> functions) {
        String comma = "{";
        for (final FunctionDefinition function : functions) {
            name(out, comma, function.name());
            append(out, function);
            comma = ",";
        }
        ByteBufUtil.writeAscii(out, comma.equals("{") ? "{}" : "}");
    }

    private static void append(final ByteBuf out, final FunctionDefinition function) {
        field(out, "{", "name", function.name());
        field(out, ",", "function", function.signature());
        field(out, ",", "description", function.help());
        field(out, ",", "module", "graphite.render.functions");
        field(out, ",", "group", function.group());
        name(out, ",", "params");
        String comma = "[";
        for (final Parameter parameter : function.parameters()) {
            ByteBufUtil.writeAscii(out, comma);
            append(out, parameter);
            comma = ",";
        }
        ByteBufUtil.writeAscii(out, function.parameters().isEmpty() ? "[]}" : "]}");
    }

    private static void append(final ByteBuf out, final Parameter parameter) {
        field(out, "{", "name", parameter.name());
        field(out, ",", "type", parameter.type());
        if (parameter.isRequired()) {
            ByteBufUtil.writeAscii(out, ",\"required\":true");
        }
        if (parameter.isMultiple()) {
            ByteBufUtil.writeAscii(out, ",\"multiple\":true");
        }
        if (parameter.standard() != null && !parameter.standard().equals("inf")) {
            name(out, ",", "default");
            if (parameter.standard().matches("true|false|-?\\d+(\\.\\d+)?")) {
                ByteBufUtil.writeAscii(out, parameter.standard());
            } else {
                JsonEncoder.string(out, parameter.standard());
            }
        }
        list(out, "options", parameter.options());
        list(out, "suggestions", parameter.suggestions());
        out.writeByte('}');
    }

    private static void list(final ByteBuf out, final String name, final List<String> texts) {
        if (!texts.isEmpty()) {
            name(out, ",", name);
            String comma = "[";
            for (final String text : texts) {
                ByteBufUtil.writeAscii(out, comma);
                JsonEncoder.string(out, text);
                comma = ",";
            }
            out.writeByte(']');
        }
    }

    private static void field(final ByteBuf out, final String before, final String name, final String value) {
        name(out, before, name);
        JsonEncoder.string(out, value);
    }

    private static void name(final ByteBuf out, final String before, final String name) {
        ByteBufUtil.writeAscii(out, before);
        JsonEncoder.string(out, name);
        out.writeByte(':');
    }
}
