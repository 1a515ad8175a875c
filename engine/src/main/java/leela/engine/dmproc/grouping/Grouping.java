package leela.engine.dmproc.grouping;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.dmproc.language.Input;
import leela.engine.dmproc.language.Naming;
import leela.engine.dmproc.language.Program;
import leela.engine.spi.KeyPattern;

/**
 * To which group a series belongs, and what the results of the group are called. A pair of parentheses that matched
 * nothing gives the empty text; a series without a tag that is asked for is in no group.
 * Thread: immutable.
 * Memory: nothing but what is given.
 * Errors: a program that asks its regexes for more than they capture is an {@link IllegalArgumentException} in one
 * plain sentence.
 */
public final class Grouping {

    /** Stand for what would be captured where a name is tried before there is a series. */
    private static final List<String> PROBES = List.of("x", "0", "x.y", "cpu-0");

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");
    private static final int KEY = -1;

    private final List<KeyPattern> patterns;
    private final List<Naming.Key> by;
    private final boolean isOfMany;
    private final boolean isJoin;
    /** Text and places in turn: the name is text, place, text, place, …, text. */
    private final byte[][] texts;

    private final int[] places;

    /** What the program says of groups and names; {@code patterns} are those of its inputs, in their order. */
    public Grouping(final Program program, final List<KeyPattern> patterns) {
        this.patterns = List.copyOf(patterns);
        final Naming naming = program.naming();
        by = naming.by();
        isJoin = program.expression().isPresent();
        isOfMany = !by.isEmpty() || isJoin;
        final Matcher place = PLACE.matcher(naming.name());
        places = place.results()
                .mapToInt(found -> found.group(1).equals("key") ? KEY : Integer.parseInt(found.group(1)))
                .toArray();
        texts = Arrays.stream(PLACE.split(naming.name(), -1))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        check(program.inputs());
    }

    private void check(final List<Input> inputs) {
        for (int input = 0; input < patterns.size(); input++) {
            final int captures = patterns.get(input).captures();
            for (final Naming.Key key : by) {
                if (key instanceof final Naming.Capture capture) {
                    check(key.toString(), capture.number(), captures, inputs.get(input));
                }
            }
            for (final int place : places) {
                if (isJoin && by.isEmpty()) {
                    throw new IllegalArgumentException(
                            "The name has {" + place + "}, but without BY a join has no keys.");
                }
                if (by.isEmpty()) {
                    check("{" + place + "}", place, captures, inputs.get(input));
                }
            }
        }
    }

    private static void check(final String what, final int number, final int captures, final Input input) {
        if (number > captures) {
            throw new IllegalArgumentException(
                    "The program asks for " + what + ", but the regex " + input + " captures " + captures + " texts.");
        }
    }

    /** Whether many series share a state: there is BY, or it is a join. */
    public boolean isOfMany() {
        return isOfMany;
    }

    /** Whether each input is one series of a group. */
    public boolean isJoin() {
        return isJoin;
    }

    /** Whether results have a name of their own. */
    public boolean isNamed() {
        return texts.length > 1 || texts[0].length > 0;
    }

    /** What the series has for the keys of groups and places in names; null where it does not match or lacks a tag. */
    public byte[][] keys(final int input, final byte[] series) {
        final int[] found = patterns.get(input).capture(series);
        if (found == null) {
            return null;
        }
        if (!isOfMany) {
            final byte[][] all = new byte[patterns.get(input).captures()][];
            for (int i = 0; i < all.length; i++) {
                all[i] = captured(found, i + 1, series);
            }
            return all;
        }
        final byte[][] keys = new byte[by.size()][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = by.get(i) instanceof final Naming.Tag tag
                    ? TagValue.of(tag.tag(), series)
                    : captured(found, ((Naming.Capture) by.get(i)).number(), series);
            if (keys[i] == null) {
                return null;
            }
        }
        return keys;
    }

    private static byte[] captured(final int[] found, final int number, final byte[] series) {
        final int from = found[2 * number];
        return from < 0 ? new byte[0] : Arrays.copyOfRange(series, from, found[2 * number + 1]);
    }

    /** The keys as one value that can be looked up: each behind its length. */
    public static ByteBuffer joined(final byte[][] keys) {
        final ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(keys).mapToInt(key -> Integer.BYTES + key.length).sum());
        for (final byte[] key : keys) {
            all.putInt(key.length).put(key);
        }
        return all.flip();
    }

    /** What results with these keys are called. */
    public byte[] name(final byte[][] keys, final byte[] series) {
        final ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes(texts[0]);
        for (int i = 0; i < places.length; i++) {
            name.writeBytes(places[i] == KEY ? series : keys[places[i] - 1]);
            name.writeBytes(texts[i + 1]);
        }
        return name.toByteArray();
    }

    /** A result's name that the program itself would match, as far as that can be told; null where there is none. */
    public byte[] ownResult() {
        for (final String probe : places.length == 0 ? PROBES.subList(0, 1) : PROBES) {
            final byte[] text = probe.getBytes(StandardCharsets.UTF_8);
            final byte[][] keys =
                    new byte[Math.max(0, Arrays.stream(places).max().orElse(0))][];
            Arrays.fill(keys, text);
            final byte[] name = name(keys, text);
            if (isRead(name)) {
                return name;
            }
        }
        return null;
    }

    /** Whether the program would read a series of this name. */
    public boolean isRead(final byte[] name) {
        return patterns.stream().anyMatch(pattern -> pattern.isFoundIn(name));
    }
}
