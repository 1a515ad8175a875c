package leela.adapters.re2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import leela.engine.spi.KeyPattern;
import org.agrona.LangUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Re2PatternsTest {

    private final Re2Patterns patterns = new Re2Patterns();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " ~ ",
            value = {
                "cpu ~ host1/cpu/idle", "^host1 ~ host1/cpu/idle", "idle$ ~ host1/cpu/idle", "^a$ ~ a", "^ ~ x",
                        "$ ~ x", ". ~ x", "a\\.b ~ a.b",
                "\\$ ~ a$b", "\\$$ ~ a$", "^\\^ ~ ^a", "a|b ~ xb", "(?i)CPU ~ xcpu", "[[:digit:]]+$ ~ a1", "^.$ ~ é",
                        "é ~ café",
                "^caf.$ ~ café", "\\pL ~ é", "a{2} ~ baa", "a{ ~ a{", "(a|b)*c ~ c", "[]a] ~ ]", "(?:ab){2,} ~ abab"
            })
    void shouldFindThePatternAnywhereInTheKey(final String expression, final String key) {
        assertThat(compile(expression).isFoundIn(utf8(key))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " ~ ",
            value = {
                "cpu ~ host1/CPU",
                "^cpu ~ xcpu",
                "cpu$ ~ cpux",
                "^a$ ~ aa",
                "^ab$ ~ a",
                "^$ ~ x",
                "a\\.b ~ axb",
                "a.b ~ ab",
                "^..$ ~ é",
                "\\$ ~ a",
                "abc$ ~ bc"
            })
    void shouldNotFindWhatIsNotThere(final String expression, final String key) {
        assertThat(compile(expression).isFoundIn(utf8(key))).isFalse();
    }

    @Test
    void shouldMatchKeysThatAreNoUtf8ByteForByte() {
        final byte[] latin1 = {'a', (byte) 0xe9};
        final byte[] stray = {(byte) 0x80, 'a', 'b', 'c'};

        assertThat(compile("^a.$").isFoundIn(latin1)).isTrue();
        assertThat(compile("^a$").isFoundIn(latin1)).isFalse();
        assertThat(compile("aé").isFoundIn(latin1)).isTrue();
        assertThat(compile("\\xe9$").isFoundIn(latin1)).isTrue();
        assertThat(compile("abc").isFoundIn(stray)).isTrue();
        assertThat(compile("^.[a]b").isFoundIn(stray)).isTrue();
    }

    @Test
    void shouldTakeExpressionsThatAreNoUtf8ByteForByte() {
        final KeyPattern highBytes = patterns.compile("^[\u0080-\u00ff]+$".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(highBytes.isFoundIn(new byte[] {(byte) 0xe9, (byte) 0xff})).isTrue();
        assertThat(highBytes.isFoundIn(utf8("é"))).isTrue();
        assertThat(highBytes.isFoundIn(utf8("e"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ")",
                "[",
                "[a",
                "(a",
                "?",
                "+a",
                "*",
                "a**",
                "a{2,1}",
                "\\",
                "\\8",
                "(?<n",
                "[[:foo:]]",
                "(?=a)",
                "[z-a]",
                "^\\"
            })
    void shouldRefuseWhatIsNoExpressionInOneSentence(final String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compile(expression))
                .withMessageStartingWith("The regex " + expression + " is not well-formed: ")
                .withMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((((((a{9}){9}){9}){9}){9}){9}){9}",
                "(?:(?:[^]]{100}){100})",
                "(a{1000}b{1000}c{1000}){5}",
                "((\\pL{200,}|x){30})",
                "(([[:alpha:]]{90}){90}",
                "(a{0,1000}){0,1000}",
                "a{1000}{1000}",
                "a{1001}"
            })
    void shouldRefuseWhatUnfoldsWithoutMeasureBeforeItDoes(final String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compile(expression))
                .withMessageContaining("repeats too much");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1000}",
                "([a-z0-9-]{1,63}\\.){1,8}",
                "^(web|db)[0-9]{1,3}\\.",
                "\\Q{9}{9}{9}{9}{9}{9}{9}\\E",
                "(\\x{100}\\p{Greek}){99}"
            })
    void shouldTakeRepetitionsWithinMeasure(final String expression) {
        assertThat(compile(expression)).isNotNull();
    }

    /** Whatever the estimate lets through must compile to about as few steps. */
    @Test
    void shouldEstimateNotMuchBelowTheTrueSize() {
        final String[] pieces = {
            "a",
            "(",
            ")",
            "(?:",
            "{3}",
            "{2,5}",
            "{4,}",
            "*",
            "+",
            "?",
            "|",
            "[a-f]",
            "[]x]",
            "\\d",
            "\\.",
            "é",
            "\\x{41}",
            "\\Qa{2}\\E"
        };
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        int compiled = 0;
        for (int i = 0; i < 20_000; i++) {
            final StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(1, 16); j > 0; j--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            final int estimate = UnfoldedSize.of(text.toString());
            if (estimate <= Re2Patterns.MAX_SIZE && isExpression(text.toString())) {
                compiled++;
                assertThat(Pattern.compile(text.toString()).programSize())
                        .as("%s, seed %d", text, seed)
                        .isLessThanOrEqualTo(4 * estimate + 10);
            }
        }
        assertThat(compiled).isGreaterThan(1_000);
    }

    @Test
    void shouldDecideTextAsTheRegularExpressionWould() {
        final String[] pieces = {"a", "b", "ab", "\\.", "^", "$", "\\$", "\\\\", "/", "-"};
        final String[] keys = {"a", "b", "ab", ".", "^", "$", "\\", "/", "-"};
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        int literal = 0;
        for (int i = 0; i < 20_000; i++) {
            final String expression = random(random, pieces, 4);
            final String key = random(random, keys, 6);
            final LiteralPattern pattern = LiteralPattern.of(expression);
            if (pattern != LiteralPattern.NONE) {
                literal++;
                assertThat(pattern.isFoundIn(utf8(key)))
                        .as("%s in %s, seed %d", expression, key, seed)
                        .isEqualTo(Pattern.compile(expression).matcher(key).find());
            }
        }
        assertThat(literal).isGreaterThan(1_000);
    }

    @Test
    void shouldTellUtf8AsTheJdkDoes() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] leads = {
            'a', 0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xa0, 0xed, 0x9f, 0xef, 0xf0, 0x90, 0xf4, 0x8f, 0xf5, 0xff
        };
        for (int i = 0; i < 50_000; i++) {
            final byte[] bytes = new byte[random.nextInt(6)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) leads[random.nextInt(leads.length)];
            }
            final boolean isRoundTrip = Arrays.equals(bytes, utf8(new String(bytes, StandardCharsets.UTF_8)));
            assertThat(Utf8.isValid(bytes))
                    .as("%s, seed %d", Arrays.toString(bytes), seed)
                    .isEqualTo(isRoundTrip);
        }
        assertThat(Utf8.isValid(utf8("a\u00e9\u20ac\ud83d\ude00"))).isTrue();
    }

    /** Nineteen bytes that take most of a millisecond for each key, over every key there is. */
    @Test
    void shouldNotLetOneExpressionStopTheQueriesOfOthers() throws Exception {
        final Counters counters = Counters.inMemory();
        final StandingQueries queries =
                new StandingQueries(QueryLimits.DEFAULT, new SystemClock(), counters, LangUtil::rethrowUnchecked);
        final QueryRegistry registry =
                new QueryRegistry(queries, Re2PatternsTest::now, patterns, QueryLimits.DEFAULT, counters);
        final int[] seen = new int[1];
        registry.start(Program.parse("id", "([a-z0-9.-]?){390}Z"), "a", (series, value, timeNs) -> {});
        registry.start(Program.parse("id", "^host[0-9]+\\."), "b", (series, value, timeNs) -> seen[0]++);

        final long beganNs = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            queries.onEvent(Series.detached(utf8("host" + i + ".some.plugin-0.some-metric")), 1, 1);
        }
        assertThat(System.nanoTime() - beganNs).isLessThan(5 * Clock.NANOS_PER_SECOND);
        assertThat(seen[0]).isEqualTo(20_000);
    }

    /** None of them loses an event, on however slow a machine. */
    @Test
    void shouldLetManySeriesThatBeginTogetherMeetOrdinaryExpressionsAtOnce() throws Exception {
        final Counters counters = Counters.inMemory();
        final StandingQueries queries =
                new StandingQueries(QueryLimits.DEFAULT, new SystemClock(), counters, LangUtil::rethrowUnchecked);
        final QueryRegistry registry =
                new QueryRegistry(queries, Re2PatternsTest::now, patterns, QueryLimits.DEFAULT, counters);
        for (final String ordinary : List.of(
                "^host[0-9]+\\.",
                "cpu|load",
                "cpu.*idle",
                "\\.df-.*free$",
                "^(web|db)[0-9]+",
                "some-.*metric",
                "[0-9]+\\.some",
                "plugin",
                "^host",
                "metric$")) {
            registry.start(Program.parse("id", ordinary), "a", (series, value, timeNs) -> {});
        }
        for (int i = 0; i < 40_000; i++) {
            queries.onEvent(Series.detached(utf8("host" + i + ".some.plugin-0.some-metric")), 1, 1);
        }
        assertThat(counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isZero();
    }

    private static boolean now(final Runnable body) {
        body.run();
        return true;
    }

    private KeyPattern compile(final String expression) {
        return patterns.compile(utf8(expression));
    }

    private static boolean isExpression(final String text) {
        try {
            return Pattern.compile(text) != null;
        } catch (final PatternSyntaxException bad) {
            return false;
        }
    }

    private static String random(final SplittableRandom random, final String[] pieces, final int most) {
        final StringBuilder text = new StringBuilder();
        for (int j = random.nextInt(1, most + 1); j > 0; j--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
