package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows, groups, joins and statements are read, and printed in the one form that reads back as the same. */
@Tag("once")
final class StrictFormTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "exp|ln|log10|sqrt -> exp | ln | log10 | sqrt",
                "clamp 0 100 -> clamp 0 100",
                "clamp -1.5 inf -> clamp -1.5 inf",
                "changed -> changed",
                "every 10s -> every 10s",
                "every 90s | abs -> every 90s | abs",
                "[>=10 and <20] -> [>= 10 and < 20]",
                "[< 10 or > 20] -> [< 10 or > 20]",
                "[!= 1 or = nan] -> [/= 1 or = nan]",
                "window 60s (mean) -> window 1m (mean)",
                "window 500ms(sum|abs) -> window 500ms (sum | abs)",
                "window 60s late 30s (p99) -> window 1m late 30s (p99)",
                "window 60s late 5s (p99) -> window 1m (p99)",
                "window 60s late 0s (last) -> window 1m late 0s (last)",
                "window 60s require 90% (sum) -> window 1m require 90% (sum)",
                "window 60s require 99.5% late 1m (sum) -> window 1m late 1m require 99.5% (sum)",
                "window 24h (count) -> window 1d (count)",
                "window 5 (count) -> window 5 (count)",
                "window 5 (p50 | (* 2)) -> window 5 (p50 | (* 2))",
                "over 5m (p99.9) -> over 5m (p99.9)",
                "over 5m (abs | stddev | sqrt) -> over 5m (abs | stddev | sqrt)",
                "window 1h (ahead 4h) | [> 90] -> window 1h (ahead 4h) | [> 90]",
                "window 1m (mean | maximum) -> window 1m (mean | maximum)",
                "window 10s (first)|window 10s (range)|window 10s (rate) -> "
                        + "window 10s (first) | window 10s (range) | window 10s (rate)",
                "over 1d (delta)|over 1h (slope) -> over 1d (delta) | over 1h (slope)",
                "window 1m (p0 | clamp 0 1) -> window 1m (p0 | clamp 0 1)"
            })
    void shouldReadFunctionsAndPrintTheirStrictForm(final String written, final String strict) throws SyntaxException {
        final Pipeline pipeline = Program.parse(written, ".").pipeline();

        assertThat(pipeline).hasToString(strict);
        assertThat(Program.parse(strict, ".").pipeline()).isEqualTo(pipeline);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "SELECT window 10s (sum) FROM ^([^.]+)\\.cpu-\\d+$ BY $1 AS \"{1}.busy\"; -> "
                        + "SELECT window 10s (sum) FROM ^([^.]+)\\.cpu-\\d+$ BY $1 AS \"{1}.busy\";",
                "select id from ^a$ by $1,tag:host as \"{1} of {2}\" ; -> "
                        + "SELECT id FROM ^a$ BY $1, tag:host AS \"{1} of {2}\";",
                "SELECT id FROM a{1,2} b AS \"{key}.same\"; -> SELECT id FROM a{1,2} b AS \"{key}.same\";",
                "SELECT id FROM a AS \"x;tag=\\\"{1}\\\\\"; -> SELECT id FROM a AS \"x;tag=\\\"{1}\\\\\";",
                "cold SELECT id FROM a; -> cold SELECT id FROM a;",
                "COLD record select id from (a) as \"{1}.r\"; -> cold RECORD SELECT id FROM (a) AS \"{1}.r\";",
                "SELECT used/(used+free)*100 FROM used: ^(.*)-used$, free: ^(.*)-free$ BY $1 AS \"{1}.percent\"; -> "
                        + "SELECT used / (used + free) * 100 FROM used: ^(.*)-used$, free: ^(.*)-free$ BY $1 "
                        + "AS \"{1}.percent\";",
                "SELECT a - (b - -3) | window 60s (mean) FROM a: x, b: y AS \"both\"; -> "
                        + "SELECT a - (b - -3) | window 1m (mean) FROM a: x, b: y AS \"both\";",
                "SELECT ((a * 2)) - (b) | id FROM a: x{2,3}, b: y AS \"both\"; -> "
                        + "SELECT a * 2 - b FROM a: x{2,3}, b: y AS \"both\";",
                "SELECT 1 / a FROM a: (?i:x) AS \"inverse\"; -> SELECT 1 / a FROM a: (?i:x) AS \"inverse\";",
                "select id from tag:host~^w, tag:dc=eu by tag:host as \"{1}\"; -> "
                        + "SELECT id FROM tag:host~^w, tag:dc=eu BY tag:host AS \"{1}\";",
                "SELECT a - b FROM a: tag:x=1, tag:y=2, b: tag:x~z BY tag:h AS \"d\"; -> "
                        + "SELECT a - b FROM a: tag:x=1, tag:y=2, b: tag:x~z BY tag:h AS \"d\";",
                "SELECT id FROM a: b; -> proc match 4|a: b id;",
                "SELECT id FROM caf\u00e9 BY $1 AS \"\u2603{1}\"; -> SELECT id FROM caf\u00e9 BY $1 AS \"\u2603{1}\";"
            })
    void shouldReadStatementsAndPrintTheirStrictForm(final String written, final String strict) throws SyntaxException {
        final Program program = Program.parseSelect(written);

        assertThat(program).hasToString(strict);
        assertThat(Program.parse(program.toBytes())).isEqualTo(program);
        assertThat(Program.parse(written.getBytes(StandardCharsets.UTF_8))).isEqualTo(program);
    }

    @Test
    void shouldReadWhatItPrints() throws SyntaxException {
        final long seed = new SplittableRandom().nextLong();
        final RandomPrograms random = new RandomPrograms(seed);
        for (int i = 0; i < 2_000; i++) {
            final Program program = random.program();

            assertThat(Program.parse(program.toBytes()))
                    .as("%s, seed %d", program, seed)
                    .isEqualTo(program);
        }
    }
}
