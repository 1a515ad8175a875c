package leela.io.http.graphite.path;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyTags;
import leela.engine.keys.TagCondition;
import leela.io.http.PercentText;
import leela.io.http.graphite.expression.ExpressionParser;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.expression.TargetExpression;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.text.NamePattern;

/**
 * Conditions on tags: {@code tag=value}, {@code tag!=value}, {@code tag=~regex}, {@code tag!=~regex}, of which all must
 * hold; a tag that is missing is empty.
 * Thread: its request's.
 */
public final class TagExpressions {

    private static final Pattern FORM = Pattern.compile("([^;!=]+)(!?=~?)(.*)", Pattern.DOTALL);
    private static final byte[] NOTHING = {};

    /** A glob for keys with tags. */
    static final byte[] TAGGED = "*;*=*".getBytes(StandardCharsets.UTF_8);

    private final List<Condition> conditions = new ArrayList<>();

    /** {@code pattern} is null where the value must be equal. */
    private record Condition(String tag, String value, NamePattern pattern, boolean isNegated) {
        /** As history takes it; what it says of text goes for the bytes of keys. */
        TagCondition ofKeys() {
            final byte[] name = KeyTree.bytes(tag);
            return pattern == null
                    ? TagCondition.equal(name, KeyTree.bytes(value), isNegated)
                    : TagCondition.found(name, found -> pattern.matches(PercentText.key(found)), isNegated);
        }

        boolean isEqualName() {
            return tag.equals(KeyTags.NAME) && pattern == null && !isNegated;
        }

        boolean holds(final Map<String, String> tags) {
            final String found = tags.getOrDefault(tag, "");
            return isNegated != (pattern == null ? found.equals(value) : pattern.matches(found));
        }
    }

    public TagExpressions(final List<String> texts) {
        for (final String text : texts) {
            final Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TargetException("tag expression: " + text + " (expected: such as host=web1 or host=~web.*)");
            }
            final boolean isPattern = form.group(2).endsWith("~");
            conditions.add(new Condition(
                    form.group(1),
                    form.group(3),
                    isPattern ? NamePattern.of(form.group(3)) : null,
                    form.group(2).startsWith("!")));
        }
    }

    /** Those of a call of {@code seriesByTag}. */
    public static TagExpressions ofCall(final String call) {
        final List<String> texts = new ArrayList<>();
        if (ExpressionParser.parse(call) instanceof TargetExpression.Call parsed) {
            for (final TargetExpression argument : parsed.arguments()) {
                if (!(argument instanceof TargetExpression.Literal literal && literal.value() instanceof String text)) {
                    throw new TargetException("seriesByTag: its arguments are strings such as \"host=web1\"");
                }
                texts.add(text);
            }
        }
        if (texts.isEmpty()) {
            throw new TargetException("seriesByTag: no tag expression");
        }
        return new TagExpressions(texts);
    }

    boolean matches(final String path) {
        final Map<String, String> tags = TimeSeries.tagsOf(path);
        return conditions.stream().allMatch(condition -> condition.holds(tags));
    }

    /** Keys that match; those without tags only where a name is asked for. */
    KeyFilter filter() {
        final boolean isOfName = conditions.stream().anyMatch(Condition::isEqualName);
        return new KeyFilter(
                NOTHING,
                isOfName ? NOTHING : TAGGED,
                conditions.stream().map(Condition::ofKeys).toList());
    }
}
