package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.runtime.ManualClock;
import leela.engine.series.SeriesTable;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes of the language's page start, and follow series as collectd's are named; RecipesTest looks at values. */
final class RecipesPageTest {

    private static final Pattern ROW = Pattern.compile("\\| (.+) \\| `(.+);` \\|");
    private static final int RECIPES = 11;
    private static final List<String> KEYS = List.of(
            "web1.memory.percent-used",
            "web1.swap.swap-used",
            "web1.swap.swap-free",
            "web1.cpu-0.cpu-user",
            "web1.cpu-0.cpu-idle",
            "web1.cpu.count",
            "web1.load.load.shortterm",
            "web1.interface-eth0.if_octets.rx",
            "web1.interface-eth0.if_octets.tx",
            "shop.response_time",
            "web1.memory.memory-used",
            "load;dc=eu;host=web1",
            "load;dc=eu;host=db1",
            "web1.df-root.df_complex-free");

    @ParameterizedTest
    @MethodSource("recipes")
    void shouldFollowTheSeriesThatARecipeIsFor(final String recipe) throws Exception {
        final Counters counters = Counters.inMemory();
        final SeriesTable table = new SeriesTable(100, counters);
        final StandingQueries queries =
                new StandingQueries(QueryLimits.DEFAULT, new ManualClock(0), counters, LangUtil::rethrowUnchecked);
        final RecordingPipeline pipeline = RecordingPipeline.of(counters, table, queries);
        final QueryRegistry registry =
                new QueryRegistry(queries, pipeline.ring(), new Re2Patterns(), QueryLimits.DEFAULT, counters);

        final Program program = Program.parse(recipe.getBytes(StandardCharsets.UTF_8));
        final StandingQuery query = registry.start(program, "owner", "payer", (series, value, timeNs) -> {});
        final Producer producer = pipeline.producer(Source.QUERIES);
        producer.begin(0);
        for (final String key : KEYS) {
            final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            producer.event(new UnsafeBuffer(bytes), 0, bytes.length, 1, 0);
        }
        producer.end();
        pipeline.run();

        assertThat(query.progress().seriesMatched()).isEqualTo(program.inputs().size());
        assertThat(Program.parse(program.toString().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(program);
    }

    @Test
    void shouldFindAllRecipes() {
        assertThat(recipes()).hasSize(RECIPES);
    }

    private static Stream<String> recipes() {
        final List<String> programs = new ArrayList<>();
        boolean isBehindHeading = false;
        for (final String line :
                Page.read(Page.root().resolve("ops/docs/23-language.md")).lines()) {
            isBehindHeading |= line.equals("## 8 Recipes");
            final Matcher row = ROW.matcher(line);
            if (isBehindHeading && row.matches()) {
                programs.add(row.group(2).replace("\\|", "|") + ";");
            }
        }
        return programs.stream();
    }
}
