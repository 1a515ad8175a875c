package leela.io.output.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where the results of one client lie. */
final class ResultQueueTest {

    @Test
    void shouldBeginWhereALongMay() {
        final ResultQueue.HeapBytes bytes = new ResultQueue.HeapBytes(100);

        bytes.verifyAlignment();
        assertThat(bytes.capacity()).isEqualTo(100);
        assertThat(bytes.addressOffset() % 8).isZero();
    }
}
