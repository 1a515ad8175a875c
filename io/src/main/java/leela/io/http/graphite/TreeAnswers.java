package leela.io.http.graphite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import leela.io.http.AnswerHeaders;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.Reads;
import leela.io.http.graphite.answer.BinaryEncoder;
import leela.io.http.graphite.answer.ItemWriter;
import leela.io.http.graphite.answer.MsgPackEncoder;
import leela.io.http.graphite.answer.PartWriter;
import leela.io.http.graphite.answer.PickleEncoder;
import leela.io.http.graphite.path.KeyTree;
import leela.io.http.graphite.path.KeyTree.Node;
import leela.io.json.JsonEncoder;

/** The tree of paths. Thread: the loop's; looking is the workers'. */
final class TreeAnswers {

    /** Of a series that may have values at any time. */
    private static final double FOREVER = 1e10;

    private final KeyTree tree;

    TreeAnswers(final KeyTree tree) {
        this.tree = tree;
    }

    Pages find(final Form form) {
        final String query = form.text("query");
        if (query.isEmpty()) {
            throw HttpRefusal.badRequest("Missing required parameter 'query'");
        }
        final boolean withWildcard = form.isSet("wildcards");
        return switch (form.text("format")) {
            case "", "treejson" -> ComputedPages.json(turn -> treeJson(query, nodes(turn, form, query), withWildcard));
            case "completer" ->
                ComputedPages.json(turn -> completer(nodes(turn, form, completed(form, query)), withWildcard));
            case "nodelist" ->
                ComputedPages.json(turn -> nodeList(nodes(turn, form, query), form.number("position", -1, 1000)));
            case "json" ->
                ComputedPages.json(
                        turn -> new ItemWriter<>("[", nodes(turn, form, query), TreeAnswers::appendNode, "]"));
            case "pickle" -> binary("application/pickle", form, query, new PickleEncoder());
            case "msgpack" -> binary("application/x-msgpack", form, query, new MsgPackEncoder());
            default -> throw HttpRefusal.badRequest("Invalid value for 'format' parameter");
        };
    }

    private List<Node> nodes(final Reads.Turn turn, final Form form, final String query) {
        final List<Node> nodes = new ArrayList<>(tree.in(turn).nodes(query));
        if (form.isSet("leavesOnly")) {
            nodes.removeIf(node -> !node.isLeaf());
        }
        nodes.sort(Comparator.comparing(Node::name));
        return nodes;
    }

    Pages expand(final Form form) {
        final boolean isGrouped = form.isSet("groupByExpr");
        return ComputedPages.json(turn -> {
            final Map<String, TreeSet<String>> results = new LinkedHashMap<>();
            for (final String query : form.everyOf("query")) {
                final TreeSet<String> paths = new TreeSet<>();
                nodes(turn, form, query).forEach(node -> paths.add(node.path()));
                results.put(query, paths);
            }
            if (isGrouped) {
                return new ItemWriter<>(
                        "{\"results\":{",
                        List.copyOf(results.entrySet()),
                        (out, group) -> {
                            JsonEncoder.string(out, group.getKey());
                            out.writeByte(':');
                            appendAll(out, group.getValue());
                        },
                        "}}");
            }
            final TreeSet<String> all = new TreeSet<>();
            results.values().forEach(all::addAll);
            return new ItemWriter<>("{\"results\":[", List.copyOf(all), JsonEncoder::string, "]}");
        });
    }

    Pages index(final Form unused) {
        return ComputedPages.json(turn -> new ItemWriter<>("[", tree.in(turn).index(), JsonEncoder::string, "]"));
    }

    private static void appendAll(final ByteBuf out, final Iterable<String> texts) {
        String comma = "[";
        for (final String text : texts) {
            ByteBufUtil.writeAscii(out, comma);
            JsonEncoder.string(out, text);
            comma = ",";
        }
        ByteBufUtil.writeAscii(out, comma.equals("[") ? "[]" : "]");
    }

    private static String completed(final Form form, final String query) {
        String completed = query.replace("..", "*.");
        completed = completed.endsWith("*") ? completed : completed + "*";
        if (!form.isSet("automatic_variants")) {
            return completed;
        }
        final List<String> parts = new ArrayList<>();
        for (final String part : completed.split("\\.", -1)) {
            parts.add(part.contains(",") && !part.contains("{") ? "{" + part + "}" : part);
        }
        return String.join(".", parts);
    }

    private static PartWriter treeJson(final String query, final List<Node> nodes, final boolean withWildcard) {
        final String base = query.contains(".") ? query.substring(0, query.lastIndexOf('.') + 1) : "";
        final Map<String, Node> branches = new LinkedHashMap<>();
        final Map<String, Node> leaves = new LinkedHashMap<>();
        final TreeSet<String> known = new TreeSet<>();
        for (final Node node : nodes) {
            if (known.add(node.name())) {
                (node.isLeaf() ? leaves : branches).put(node.name(), node);
            }
        }
        final List<Node> shown = new ArrayList<>();
        if (withWildcard && nodes.size() > 1) {
            shown.add(new Node("*", branches.isEmpty()));
        }
        shown.addAll(branches.values());
        shown.addAll(leaves.values());
        return new ItemWriter<>("[", shown, (out, node) -> appendTree(out, base, node), "]");
    }

    private static void appendTree(final ByteBuf out, final String base, final Node node) {
        final int open = node.isLeaf() ? 0 : 1;
        ByteBufUtil.writeAscii(out, "{\"text\":");
        JsonEncoder.string(out, node.name());
        ByteBufUtil.writeAscii(out, ",\"id\":");
        JsonEncoder.string(out, base + node.name());
        ByteBufUtil.writeAscii(
                out, ",\"allowChildren\":" + open + ",\"expandable\":" + open + ",\"leaf\":" + (1 - open) + "}");
    }

    private static PartWriter completer(final List<Node> nodes, final boolean withWildcard) {
        final String end = withWildcard && nodes.size() > 1 ? ",{\"name\":\"*\"}]}" : "]}";
        return new ItemWriter<>(
                "{\"metrics\":[",
                nodes,
                (out, node) -> {
                    ByteBufUtil.writeAscii(out, "{\"path\":");
                    JsonEncoder.string(out, node.isLeaf() ? node.path() : node.path() + ".");
                    ByteBufUtil.writeAscii(out, ",\"name\":");
                    JsonEncoder.string(out, node.name());
                    ByteBufUtil.writeAscii(out, ",\"is_leaf\":\"" + (node.isLeaf() ? 1 : 0) + "\"}");
                },
                end);
    }

    private static PartWriter nodeList(final List<Node> nodes, final int position) {
        final TreeSet<String> names = new TreeSet<>();
        for (final Node node : nodes) {
            final String[] parts = node.path().split("\\.", -1);
            final int place = position < 0 ? parts.length + position : position;
            if (place < 0 || place >= parts.length) {
                throw HttpRefusal.badRequest("position: " + position + " (expected: a node of " + node.path() + ")");
            }
            names.add(parts[place]);
        }
        return new ItemWriter<>("{\"nodes\":[", List.copyOf(names), JsonEncoder::string, "]}");
    }

    private static void appendNode(final ByteBuf out, final Node node) {
        ByteBufUtil.writeAscii(out, "{\"path\":");
        JsonEncoder.string(out, node.path());
        ByteBufUtil.writeAscii(out, ",\"is_leaf\":" + node.isLeaf() + (node.isLeaf() ? ",\"intervals\":[]}" : "}"));
    }

    private Pages binary(final String contentType, final Form form, final String query, final BinaryEncoder encoder) {
        return new ComputedPages(
                contentType,
                AnswerHeaders.Caching.REVALIDATE,
                turn -> {
                    final List<Node> nodes = nodes(turn, form, query);
                    final Iterator<Node> left = nodes.iterator();
                    final boolean[] isBegun = new boolean[1];
                    return out -> {
                        if (!isBegun[0]) {
                            isBegun[0] = true;
                            encoder.begin(out, nodes.size());
                        }
                        if (left.hasNext()) {
                            append(out, left.next(), encoder);
                        }
                        if (!left.hasNext()) {
                            encoder.end(out);
                        }
                        return left.hasNext();
                    };
                },
                () -> {});
    }

    private static void append(final ByteBuf out, final Node node, final BinaryEncoder encoder) {
        encoder.beginMap(out, node.isLeaf() ? 3 : 2);
        encoder.string(out, "path");
        encoder.string(out, node.path());
        encoder.string(out, "is_leaf");
        encoder.truth(out, node.isLeaf());
        if (node.isLeaf()) {
            encoder.string(out, "intervals");
            encoder.beginList(out, 1);
            encoder.beginList(out, 2);
            encoder.number(out, 0);
            encoder.number(out, FOREVER);
            encoder.endList(out);
            encoder.endList(out);
        }
        encoder.endMap(out);
    }
}
