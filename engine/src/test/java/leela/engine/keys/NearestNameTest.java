package leela.engine.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Misspelt names. */
class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "port,port,0",
        "prot,port,1",
        "prt,port,1",
        "ports,port,1",
        "part,port,1",
        "'',port,4",
        "kitten,sitting,3"
    })
    void shouldCountTheLettersToChange(final String from, final String to, final int distance) {
        assertThat(NearestName.distance(from, to)).isEqualTo(distance);
    }

    @Test
    void shouldNameNothingWhenNothingIsNear() {
        assertThat(NearestName.of("zebra", List.of("port", "address"))).isEmpty();
    }

    @Test
    void shouldTakeABeginningForTheWholeName() {
        assertThat(NearestName.of("receive", List.of("port", "receive_buffer"))).contains("receive_buffer");
    }
}
