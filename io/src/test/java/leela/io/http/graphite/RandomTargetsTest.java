package leela.io.http.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import leela.io.http.graphite.function.FunctionDefinition;
import leela.io.http.graphite.function.FunctionTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That no function is forgotten where ours are compared with graphite-web's. */
@Tag("once")
final class RandomTargetsTest {

    /** Figures at random, events, of which we keep none, and what version 1.1.8 has not. */
    private static final Set<String> INCOMPARABLE =
            Set.of("randomWalk", "randomWalkFunction", "events", "medianSeries");

    @Test
    void shouldHaveAFormOfEachFunction() {
        assertThat(FunctionTable.definitions())
                .extracting(FunctionDefinition::name)
                .filteredOn(name -> !INCOMPARABLE.contains(name))
                .allMatch(name ->
                        RandomTargets.FORMS.stream().anyMatch(form -> form.matches("(?:.*\\W)?" + name + "\\(.*")));
    }
}
