package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.engine.counters.CounterDescriptions;
import leela.ops.config.ConfigFile;
import leela.ops.input.TcpInputs;
import leela.ops.input.UdpInputs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Names and ids of counters are public and freeze with a release; what they must be like stands here. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("once")
final class CounterCatalogueTest {

    private static final CounterDescriptions CATALOGUE = CounterCatalogue.with(
            UdpInputs.of(ConfigFile.defaults().config()),
            TcpInputs.of(ConfigFile.defaults().config(), "test"));

    @Test
    void shouldListEveryCounterThatAnEnumDeclares() {
        final Set<String> listed = new HashSet<>();
        CATALOGUE.forEach(one -> listed.add(one.label()));

        assertThat(DeclaredCounters.labels()).isNotEmpty().isEqualTo(listed);
    }

    @Test
    void shouldKeepIdsInTheRangeOfTheirModule() {
        DeclaredCounters.all()
                .forEach(counter -> assertThat(counter.id() / 100)
                        .as("%s of %s", counter, counter.getClass())
                        .isIn(DeclaredCounters.hundredsOf(counter)));
    }

    /** Where one is not its own, give it the free one that is told. */
    @Test
    void shouldGiveEachCounterAnIdOfItsOwn() {
        final Map<Integer, List<Counter>> byId =
                DeclaredCounters.all().stream().collect(Collectors.groupingBy(Counter::id));
        assertThat(byId).allSatisfy((id, counters) -> {
            assertThat(counters)
                    .as("counters of id %d; the next free ids are %s", id, DeclaredCounters.nextFree(byId.keySet()))
                    .hasSize(1);
            assertThat(id)
                    .as(
                            "%s has an id that is gone; the next free ids are %s",
                            counters, DeclaredCounters.nextFree(byId.keySet()))
                    .isNotIn(DeclaredCounters.GONE);
        });
    }

    @Test
    void shouldTellTheNextFreeIdOfEachModule() {
        assertThat(DeclaredCounters.nextFree(Set.of(4, 5, 100, 200, 201, 300)))
                .containsExactly(entry("engine", 6), entry("io", 101), entry("adapters", 202), entry("ops", 301));
        assertThat(DeclaredCounters.nextFree(IntStream.range(0, 200).boxed().collect(Collectors.toSet())))
                .containsEntry("io", 400)
                .doesNotContainKey("engine");
    }

    @Test
    void shouldNameEachCounterInWordsJoinedByDots() {
        for (final CounterDescription one : CATALOGUE) {
            assertThat(one.label()).matches("[a-z0-9.-]+(\\{[a-z_]+=[a-z0-9_-]+})?");
        }
    }

    @Test
    void shouldDescribeEachCounterInOneSentence() {
        for (final CounterDescription one : CATALOGUE) {
            assertThat(one.help()).as(one.label()).matches("\\p{Alpha}.{10,}[^.]");
        }
    }
}
