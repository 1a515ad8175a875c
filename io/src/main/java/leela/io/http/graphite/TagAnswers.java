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
import leela.io.http.graphite.answer.ItemWriter;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.path.KeyTree;
import leela.io.http.graphite.path.TagExpressions;
import leela.io.json.JsonEncoder;

/** Tags of series, and their values. Thread: the loop's; looking is the workers'. */
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
        return ComputedPages.json(
                () -> new ItemWriter<>("[", tree.tagged(new TagExpressions(expressions)), JsonEncoder::string, "]"));
    }

    /** All tags, or one with its values. */
    Pages tagsOrTag(final Form form) {
        final String tag = PercentText.utf8(PercentText.decode(form.rest(), false));
        if (tag.isEmpty()) {
            return ComputedPages.json(() -> new ItemWriter<>(
                    "[", List.copyOf(tags(form).keySet()), (out, name) -> appendOf(out, "tag", name), "]"));
        }
        return ComputedPages.json(() -> {
            final Map<String, Integer> values = tags(form).getOrDefault(tag, new TreeMap<>());
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
        return ComputedPages.json(() -> {
            final Collection<String> used = new TreeSet<>();
            form.everyOf("expr").forEach(expression -> used.add(expression.split("!?=", 2)[0]));
            final List<String> names = new ArrayList<>(tags(form).keySet());
            names.removeIf(name -> used.contains(name) || !name.startsWith(form.text("tagPrefix")));
            return new ItemWriter<>("[", limited(names, form), JsonEncoder::string, "]");
        });
    }

    Pages autoCompleteValues(final Form form) {
        final String tag = form.text("tag");
        if (tag.isEmpty()) {
            throw HttpRefusal.badRequest("no tag specified");
        }
        return ComputedPages.json(() -> {
            final List<String> values = new ArrayList<>(
                    tags(form).getOrDefault(tag, new TreeMap<>()).keySet());
            values.removeIf(value -> !value.startsWith(form.text("valuePrefix")));
            return new ItemWriter<>("[", limited(values, form), JsonEncoder::string, "]");
        });
    }

    private static List<String> limited(final List<String> texts, final Form form) {
        return texts.subList(0, Math.min(texts.size(), Math.max(0, form.number("limit", DEFAULT_LIMIT, MOST))));
    }

    /** Tags and their values, with how many series have each, of the series that the request's expressions mean. */
    private Map<String, Map<String, Integer>> tags(final Form form) {
        final Map<String, Map<String, Integer>> tags = new TreeMap<>();
        for (final String path : tree.tagged(new TagExpressions(form.everyOf("expr")))) {
            TimeSeries.tagsOf(path)
                    .forEach((tag, value) ->
                            tags.computeIfAbsent(tag, one -> new TreeMap<>()).merge(value, 1, Integer::sum));
        }
        return tags;
    }
}
