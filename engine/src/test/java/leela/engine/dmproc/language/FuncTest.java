package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineCompiler;
import leela.engine.dmproc.compiled.PipelineState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each function does, as [language 3] says it. */
class FuncTest {

    @ParameterizedTest(name = "{0}: {1} gives {2}")
    @CsvSource(
            delimiter = ':',
            value = {
                "id : 1 -2 NaN : 1 -2 NaN",
                "abs : 1 -2 -0.0 -Infinity NaN : 1 2 0 Infinity NaN",
                "ceil : 1.2 -1.2 -0.3 Infinity NaN : 2 -1 -0.0 Infinity NaN",
                "floor : 1.2 -1.2 -0.0 -Infinity NaN : 1 -2 -0.0 -Infinity NaN",
                "round : 0.5 1.5 2.5 -0.5 -1.5 1e300 NaN Infinity : 0 2 2 -0.0 -2 1e300 NaN Infinity",
                "truncate : 1.9 -1.9 -0.9 1e300 NaN -Infinity : 1 -1 -0.0 1e300 NaN -Infinity",
                "mean : 1 2 6 : 1 1.5 3",
                "mean : 1 NaN 2 : 1 1 1.5",
                "mean : NaN 2 : NaN 2",
                "mean : -0.0 : 0",
                "minimum : 3 NaN 1 2 -Infinity : 3 3 1 1 -Infinity",
                "minimum : NaN 2 : NaN 2",
                "minimum : 0 -0.0 0 : 0 -0.0 -0.0",
                "maximum : 3 NaN 1 4 Infinity : 3 3 3 4 Infinity",
                "maximum : NaN -2 : NaN -2",
                "maximum : -0.0 0 -0.0 : -0.0 0 0",
                "sum : 1 2 -5 NaN 1 : 1 3 -2 -2 -1",
                "prod : 2 NaN 3 : 2 2 6",
                "ewma 0.5 : 1 NaN 3 NaN 4 : 2 3",
                "sma 3 : 1 NaN 3 5 NaN 7 : 3.5 5.25",
                "window 2 (sum) : 1 NaN 2 NaN NaN 3 4 : 3 7",
                "sum : -0.0 : -0.0",
                "sum : Infinity 1 -Infinity : Infinity Infinity NaN",
                "prod : 2 3 -1 0 : 2 6 -6 -0.0",
                "prod : -0.0 -1 : -0.0 0",
                "median : 5 1 3 2 : 5 3 3 2.5",
                "median : NaN 4 NaN 2 : NaN 4 4 3",
                "median : 1e308 1e308 : 1e308 1e308",
                "median : Infinity -Infinity : Infinity NaN",
                "median : 7 7 7 1 : 7 7 7 7",
                "(+ 1) : 1 NaN : 2 NaN",
                "(1 +) : 1 : 2",
                "(- 1) : 3 : 2",
                "(1 -) : 3 : -2",
                "(* 2) : 3 Infinity : 6 Infinity",
                "(2 *) : 3 : 6",
                "(/ 2) : 3 0 : 1.5 0",
                "(2 /) : 4 0 -0.0 : 0.5 Infinity -Infinity",
                "[> 2] : 1 2 3 NaN : 3",
                "[2 >] : 1 2 3 NaN : 1",
                "[< 2] : 1 2 3 NaN : 1",
                "[2 <] : 1 2 3 : 3",
                "[= 2] : 1 2 3 NaN : 2",
                "[2 =] : 1 2 3 : 2",
                "[= 0] : -0.0 : -0.0",
                "[>= 2] : 1 2 3 NaN : 2 3",
                "[2 >=] : 1 2 3 : 1 2",
                "[<= 2] : 1 2 3 : 1 2",
                "[2 <=] : 1 2 3 : 2 3",
                "[/= 2] : 1 2 3 NaN : 1 3 NaN",
                "[2 /=] : 1 2 3 : 1 3",
                "[/= nan] : 1 NaN : 1 NaN",
                "[= nan] : 1 NaN : ''",
                "window 3 (mean) : 1 2 3 4 5 6 7 : 2 5",
                "window 1 (sum) : 1 2 3 : 1 2 3",
                "window 2 (id) : 1 2 3 4 5 : 2 4",
                "window 3 (median) : 9 1 5 NaN 2 NaN 7 8 9 : 5 7",
                "window 2 (minimum | maximum) : 2 1 3 4 : 2 3",
                "window 9 (sum) : 1 2 3 : ''",
                "window 2 (sum | median) : 1 2 3 4 : 2 5",
                "window 2 (sum) | window 2 (prod) : 1 2 3 4 5 : 21",
                "sma 3 : 0 1 2 3 : 1.25 2.125",
                "sma 1 : 5 6 7 : 6 7",
                "sma 2 : 0 3 : 2",
                "sma 10 : 1 2 3 4 5 : ''",
                "ewma 0.5 : 0 2 4 : 1 2.5",
                "ewma 0 : 1 2 3 : 2 3",
                "ewma 1 : 1 2 3 : 1 1",
                "sample 1/2 : 1 2 3 4 5 : 1 3 5",
                "sample 2/3 : 1 2 3 4 5 : 1 2 4 5",
                "sample 3/3 : 1 2 3 4 : 1 2 3 4",
                "[> 0] | sum | (* 2) : 1 -1 2 : 2 6",
                "id | id : 1 : 1"
            })
    void shouldComputeAsTheContractSays(final String pipeline, final String in, final String out)
            throws SyntaxException {
        assertThat(results(pipeline, numbers(in))).isEqualTo(numbers(out));
    }

    @Test
    void shouldKeepTheNewestThousandForAMedianOutsideOfAWindow() throws SyntaxException {
        final List<Double> values = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            values.add((double) (i % 1_000 < 500 ? i : -i));
        }
        final List<Double> newest = new ArrayList<>(values.subList(2_000, 3_000));
        newest.sort(null);

        final List<Double> medians = results("median", values);

        assertThat(medians).hasSize(3_000);
        assertThat(medians.get(2_999)).isEqualTo((newest.get(499) + newest.get(500)) / 2);
    }

    @Test
    void shouldHoldOnlyWhatTheResultNeeds() throws SyntaxException {
        assertThat(stateBytes("id | abs | (+ 1) | [> 3]")).isZero();
        assertThat(stateBytes("window 1000000000 (mean) | [> 90]")).isLessThan(96);
        assertThat(stateBytes("sma 1000000 | ewma 0.5 | sample 1/1000000")).isLessThan(112);
        assertThat(stateBytes("window 10000 (median)")).isLessThan(161_000);
        assertThat(stateBytes("median")).isLessThan(17_000);
    }

    @Test
    void shouldRefuseTreesThatMeanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pipeline(List.of()))
                .withMessage("pipeline: 0 functions (expected: at least 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Func.Window(3, List.of()))
                .withMessage("window body: 0 (expected: at least 1 function)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Func.Sma(0))
                .withMessage("sma: 0 (expected: at least 1 value)");
    }

    private static List<Double> results(final String pipeline, final List<Double> values) throws SyntaxException {
        final CompiledPipeline compiled =
                PipelineCompiler.compile(Program.parse(pipeline, ".").pipeline());
        final PipelineState state = compiled.newState();
        return values.stream()
                .flatMap(value -> compiled.accept(state, value) ? Stream.of(compiled.result()) : Stream.empty())
                .toList();
    }

    private static long stateBytes(final String pipeline) throws SyntaxException {
        return PipelineCompiler.compile(Program.parse(pipeline, ".").pipeline()).stateBytes();
    }

    private static List<Double> numbers(final String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
    }
}
