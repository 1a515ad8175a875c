package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
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
