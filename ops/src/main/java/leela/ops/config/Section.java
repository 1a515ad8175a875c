package leela.ops.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import leela.engine.keys.NearestName;

/**
 * One table of the configuration: each key is asked for once, with its type and default; what nobody asked for is an
 * unknown key.
 * Thread: one.
 * Errors: each is told to whoever collects them, and the key has its default then.
 */
final class Section {

    private final TomlDocument document;
    private final String name;
    private final ObjectNode table;
    private final Consumer<Setting> settings;
    private final Consumer<String> complaints;
    private final Set<String> known = new TreeSet<>();

    /** {@code settings} is told of each key what is in force, {@code complaints} what is wrong, with file and line. */
    Section(
            final TomlDocument document,
            final String name,
            final Consumer<Setting> settings,
            final Consumer<String> complaints) {
        this.document = document;
        this.name = name;
        this.settings = settings;
        this.complaints = complaints;
        final JsonNode node = node(document.root(), name);
        if (!node.isMissingNode() && !node.isObject()) {
            complaints.accept(document.complaint(name, name + ": " + node + " (expected: a table, [" + name + "])"));
        }
        table = node.isObject() ? (ObjectNode) node : document.root().objectNode();
    }

    private static JsonNode node(final JsonNode root, final String path) {
        JsonNode node = root;
        for (final String one : path.split("\\.")) {
            node = node.path(one);
        }
        return node;
    }

    /** What it is called, with those around it, such as {@code alerts.webhooks.pager}. */
    String name() {
        return name;
    }

    /** The tables under this key by their own names; one that is wrong is told, and left out. */
    <T> Map<String, T> named(final String key, final Function<Section, T> reader) {
        known.add(key);
        final JsonNode tables = table.path(key);
        final String path = name + "." + key;
        if (!tables.isMissingNode() && !tables.isObject()) {
            complaints.accept(
                    document.complaint(path, path + ": " + tables + " (expected: tables, each [" + path + ".NAME])"));
        }
        final Map<String, T> all = new LinkedHashMap<>();
        for (final var names = tables.fieldNames(); names.hasNext(); ) {
            final String own = names.next();
            if (!own.matches("[A-Za-z0-9_-]+")) {
                complaints.accept(document.complaint(
                        path, path + "." + own + ": (expected: a name of letters, digits, _ and -)"));
                continue;
            }
            final T record = new Section(document, path + "." + own, settings, complaints).read(reader);
            if (record != null) {
                all.put(own, record);
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /** Builds a record from this table and refuses the keys that were not asked for; null where it cannot be built. */
    <T> T read(final Function<Section, T> reader) {
        final T record = guard(() -> reader.apply(this));
        for (final var keys = table.fieldNames(); keys.hasNext(); ) {
            final String key = keys.next();
            if (!known.contains(key)) {
                complaints.accept(
                        document.complaint(name + "." + key, name + "." + key + ": unknown key" + suggestion(key)));
            }
        }
        return record;
    }

    boolean flag(final String key, final boolean byDefault) {
        return value(key, byDefault, "true or false", JsonNode::isBoolean, JsonNode::asBoolean, String::valueOf);
    }

    /** True, false, or where neither is said a word that stands for that, in quotes. */
    Optional<Boolean> flagOr(final String word, final String key) {
        return value(
                key,
                Optional.empty(),
                "true, false or " + quoted(word),
                node -> node.isBoolean() || node.asText().equals(word),
                node -> node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty(),
                flag -> flag.map(String::valueOf).orElse(quoted(word)));
    }

    int number(final String key, final int byDefault) {
        return value(key, byDefault, "a whole number", Section::isWholeNumber, JsonNode::asInt, String::valueOf);
    }

    String text(final String key, final String byDefault) {
        return value(key, byDefault, "a text in quotes", JsonNode::isTextual, JsonNode::asText, Section::quoted);
    }

    /** A text; an empty one stands for {@code whenEmpty}, which is also the default. */
    String textOr(final String key, final String whenEmpty) {
        return parsed(key, whenEmpty, text -> text.isEmpty() ? whenEmpty : text, Section::quoted);
    }

    /** A path; an empty one stands for {@code whenEmpty}, which is also the default. */
    Path pathOr(final String key, final Path whenEmpty) {
        final Path byDefault = document.resolve(whenEmpty);
        return parsed(key, byDefault, text -> text.isEmpty() ? byDefault : path(text), path -> quoted(path.toString()));
    }

    /** A path; an empty one, which is also the default, stands for none. */
    Optional<Path> pathIfAny(final String key) {
        return parsed(
                key,
                Optional.empty(),
                text -> text.isEmpty() ? Optional.empty() : Optional.of(path(text)),
                path -> quoted(path.map(Path::toString).orElse("")));
    }

    List<Path> paths(final String key, final List<String> byDefault) {
        return list(
                key,
                byDefault.stream().map(this::path).toList(),
                "a list of paths",
                JsonNode::isTextual,
                node -> path(node.asText()),
                path -> quoted(path.toString()));
    }

    private Path path(final String text) {
        return document.resolve(expecting("a path", text, Path::of));
    }

    URI uri(final String key, final URI byDefault) {
        return uri(key, byDefault, uri -> TomlDocument.masked(uri.toString()));
    }

    /** One that is shown so, since what it holds may be secret. */
    URI uri(final String key, final URI byDefault, final Function<URI, String> shown) {
        return parsed(key, byDefault, text -> expecting("a URI", text, URI::create), uri -> quoted(shown.apply(uri)));
    }

    long bytes(final String key, final long byDefault) {
        return parsed(key, byDefault, Quantity::bytes, size -> quoted(Quantity.ofBytes(size)));
    }

    /** A size that an {@code int} holds. */
    int size(final String key, final int byDefault) {
        return parsed(
                key,
                byDefault,
                text -> expecting("a size of at most 2GiB", Quantity.bytes(text), Math::toIntExact),
                size -> quoted(Quantity.ofBytes(size)));
    }

    Duration time(final String key, final Duration byDefault) {
        return parsed(key, byDefault, Quantity::time, time -> quoted(Quantity.ofTime(time)));
    }

    /** A time, or a word that stands for one. */
    Duration timeOr(final String word, final Duration meaning, final String key, final Duration byDefault) {
        return parsed(
                key,
                byDefault,
                text -> text.equals(word) ? meaning : Quantity.time(text),
                time -> quoted(time.equals(meaning) ? word : Quantity.ofTime(time)));
    }

    /** One of an enum's constants, in lower case. */
    <E extends Enum<E>> E choice(final String key, final E byDefault) {
        final E[] constants = byDefault.getDeclaringClass().getEnumConstants();
        return parsed(
                key,
                byDefault,
                text -> Arrays.stream(constants)
                        .filter(constant -> word(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                Arrays.stream(constants).map(Section::word).collect(Collectors.joining(", ")))),
                constant -> quoted(word(constant)));
    }

    List<String> texts(final String key, final List<String> byDefault) {
        return list(key, byDefault, "a list of texts", JsonNode::isTextual, JsonNode::asText, Section::quoted);
    }

    /** One text, or a list of them. */
    List<String> textOrTexts(final String key, final List<String> byDefault) {
        return value(
                key,
                byDefault,
                "a text in quotes, or a list of texts",
                node -> node.isTextual() || node.isArray() && all(node, JsonNode::isTextual),
                node -> node.isTextual() ? List.of(node.asText()) : elements(node, JsonNode::asText),
                texts -> texts.size() == 1 ? quoted(texts.get(0)) : printed(texts, Section::quoted));
    }

    List<Integer> numbers(final String key, final List<Integer> byDefault) {
        return list(
                key, byDefault, "a list of whole numbers", Section::isWholeNumber, JsonNode::asInt, String::valueOf);
    }

    /** Runs what checks values; a refusal says {@code section.key: value (expected: …)} and gets file and line here. */
    private <T> T guard(final Supplier<T> body) {
        try {
            return body.get();
        } catch (final IllegalArgumentException refused) {
            complaints.accept(document.complaint(Quantity.inWords(String.valueOf(refused.getMessage()))));
            return null;
        }
    }

    private <T> T parsed(
            final String key, final T byDefault, final Function<String, T> parser, final Function<T, String> printer) {
        known.add(key);
        final JsonNode node = table.path(key);
        if (node.isMissingNode()) {
            return inForce(key, byDefault, printer);
        }
        if (!node.isTextual()) {
            return wrong(key, byDefault, "a text in quotes");
        }
        try {
            return inForce(key, parser.apply(node.asText()), printer);
        } catch (final IllegalArgumentException refused) {
            return wrong(key, byDefault, refused.getMessage());
        }
    }

    private <T> T value(
            final String key,
            final T byDefault,
            final String expected,
            final Predicate<JsonNode> type,
            final Function<JsonNode, T> reader,
            final Function<T, String> printer) {
        known.add(key);
        final JsonNode node = table.path(key);
        if (node.isMissingNode()) {
            return inForce(key, byDefault, printer);
        }
        if (!type.test(node)) {
            return wrong(key, byDefault, expected);
        }
        return inForce(key, reader.apply(node), printer);
    }

    private <T> List<T> list(
            final String key,
            final List<T> byDefault,
            final String expected,
            final Predicate<JsonNode> type,
            final Function<JsonNode, T> reader,
            final Function<T, String> printer) {
        return value(
                key,
                byDefault,
                expected,
                node -> node.isArray() && all(node, type),
                node -> elements(node, reader),
                values -> printed(values, printer));
    }

    private static <T> List<T> elements(final JsonNode array, final Function<JsonNode, T> reader) {
        final List<T> values = new ArrayList<>();
        array.forEach(element -> values.add(reader.apply(element)));
        return List.copyOf(values);
    }

    private static <T> String printed(final List<T> values, final Function<T, String> printer) {
        return values.stream().map(printer).collect(Collectors.joining(", ", "[", "]"));
    }

    private static <S, T> T expecting(final String expected, final S from, final Function<S, T> parser) {
        try {
            return parser.apply(from);
        } catch (final IllegalArgumentException | ArithmeticException malformed) {
            throw new IllegalArgumentException(expected, malformed);
        }
    }

    private <T> T inForce(final String key, final T value, final Function<T, String> printer) {
        settings.accept(new Setting(name, key, printer.apply(value)));
        return value;
    }

    private <T> T wrong(final String key, final T byDefault, final String expected) {
        complaints.accept(document.complaint(
                name + "." + key, name + "." + key + ": " + table.path(key) + " (expected: " + expected + ")"));
        return byDefault;
    }

    private String suggestion(final String key) {
        return NearestName.of(key, known)
                .map(nearest -> " (did you mean " + name + "." + nearest + "?)")
                .orElse(" (known: " + String.join(", ", known) + ")");
    }

    private static boolean isWholeNumber(final JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt();
    }

    private static boolean all(final JsonNode array, final Predicate<JsonNode> type) {
        for (final JsonNode element : array) {
            if (!type.test(element)) {
                return false;
            }
        }
        return true;
    }

    private static String word(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String quoted(final String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
