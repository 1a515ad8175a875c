package leela.io.http.graphite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.PercentText;
import leela.io.http.Reads;
import leela.io.http.graphite.answer.ItemWriter;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.path.KeyTree;
import leela.io.http.graphite.path.TagExpressions;
import leela.io.json.JsonEncoder;

/**
 * Tags of series, and their values: of all series from the index, of some by looking at each.
 * Thread: the loop's; looking is the workers'.
 */
final class TagAnswers {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 10_000;

    private final KeyTree tree;

    TagAnswers(final KeyTree tree) {
        this.tree = tree;
    }

    Pages findSeries(final Form form) {
        final List<String> expressions = form.everyOf("expr");
        if (expressions.isEmpty()) {
            throw HttpRefusal.badRequest("no tag expressions specified");
        }
        return ComputedPages.json(turn ->
                new ItemWriter<>("[", tree.in(turn).tagged(new TagExpressions(expressions)), JsonEncoder::string, "]"));
    }

    /** All tags, or one with its values. */
    Pages tagsOrTag(final Form form) {
        final String tag = PercentText.utf8(PercentText.decode(form.rest(), false));
        if (tag.isEmpty()) {
            return ComputedPages.json(turn ->
                    new ItemWriter<>("[", names(turn, form, ""), (out, name) -> appendOf(out, "tag", name), "]"));
        }
        return ComputedPages.json(turn -> {
            final Map<String, Integer> values = new TreeMap<>();
            if (isOfAll(form)) {
                tree.values(tag, "", MOST)
                        .forEach(value -> values.put(value, tree.in(turn).count(tag, value)));
            } else {
                values.putAll(tags(turn, form).getOrDefault(tag, Map.of()));
            }
            if (values.isEmpty()) {
                throw HttpRefusal.notFound("no such tag");
            }
            final ByteBuf begin = io.netty.buffer.Unpooled.buffer();
            ByteBufUtil.writeAscii(begin, "{\"tag\":");
            JsonEncoder.string(begin, tag);
            ByteBufUtil.writeAscii(begin, ",\"values\":[");
            return new ItemWriter<>(
                    begin.toString(java.nio.charset.StandardCharsets.UTF_8),
                    List.copyOf(values.entrySet()),
                    (out, value) -> {
                        ByteBufUtil.writeAscii(out, "{\"count\":" + value.getValue() + ",\"value\":");
                        JsonEncoder.string(out, value.getKey());
                        out.writeByte('}');
                    },
                    "]}");
        });
    }

    private static void appendOf(final ByteBuf out, final String name, final String value) {
        ByteBufUtil.writeAscii(out, "{\"" + name + "\":");
        JsonEncoder.string(out, value);
        out.writeByte('}');
    }

    Pages autoCompleteTags(final Form form) {
        return ComputedPages.json(turn -> {
            final Collection<String> used = new TreeSet<>();
            form.everyOf("expr").forEach(expression -> used.add(expression.split("!?=", 2)[0]));
            final List<String> names = names(turn, form, form.text("tagPrefix"));
            names.removeIf(used::contains);
            return new ItemWriter<>("[", limited(names, form), JsonEncoder::string, "]");
        });
    }

    Pages autoCompleteValues(final Form form) {
        final String tag = form.text("tag");
        if (tag.isEmpty()) {
            throw HttpRefusal.badRequest("no tag specified");
        }
        return ComputedPages.json(turn -> {
            final String prefix = form.text("valuePrefix");
            final List<String> values = new ArrayList<>(
                    isOfAll(form)
                            ? tree.values(tag, prefix, MOST)
                            : tags(turn, form).getOrDefault(tag, Map.of()).keySet());
            values.removeIf(value -> !value.startsWith(prefix));
            return new ItemWriter<>("[", limited(values, form), JsonEncoder::string, "]");
        });
    }

    /** Whether no expression leaves any series out. */
    private static boolean isOfAll(final Form form) {
        return form.everyOf("expr").isEmpty();
    }

    private List<String> names(final Reads.Turn turn, final Form form, final String prefix) {
        final List<String> names = new ArrayList<>(
                isOfAll(form) ? tree.tags(prefix, MOST) : tags(turn, form).keySet());
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    private static List<String> limited(final List<String> texts, final Form form) {
        return texts.subList(0, Math.min(texts.size(), Math.max(0, form.number("limit", DEFAULT_LIMIT, MOST))));
    }

    /** Tags and their values, with how many series have each, of the series that the request's expressions mean. */
    private Map<String, Map<String, Integer>> tags(final Reads.Turn turn, final Form form) {
        final Map<String, Map<String, Integer>> tags = new TreeMap<>();
        for (final String path : tree.in(turn).tagged(new TagExpressions(form.everyOf("expr")))) {
            TimeSeries.tagsOf(path)
                    .forEach((tag, value) ->
                            tags.computeIfAbsent(tag, one -> new TreeMap<>()).merge(value, 1, Integer::sum));
        }
        return tags;
    }
}
