package leela.engine.alert;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import leela.engine.spi.KeyPattern;

/** The JDK's regular expressions, for tests without an adapter. Thread: any. */
public record JdkPattern(Pattern pattern) implements KeyPattern {

    public static KeyPattern of(final byte[] regex) {
        return new JdkPattern(Pattern.compile(new String(regex, StandardCharsets.UTF_8)));
    }

    @Override
    public boolean isFoundIn(final byte[] key) {
        return pattern.matcher(new String(key, StandardCharsets.UTF_8)).find();
    }

    @Override
    public int captures() {
        return pattern.matcher("").groupCount();
    }

    @Override
    public int[] capture(final byte[] key) {
        final Matcher matcher = pattern.matcher(new String(key, StandardCharsets.UTF_8));
        return matcher.find()
                ? IntStream.rangeClosed(0, captures())
                        .flatMap(i -> IntStream.of(matcher.start(i), matcher.end(i)))
                        .toArray()
                : null;
    }
}
