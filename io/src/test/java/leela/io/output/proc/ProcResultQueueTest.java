package leela.io.output.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where the results of one client lie. */
final class ProcResultQueueTest {

    @Test
    void shouldBeginWhereALongMay() {
        final ProcResultQueue.HeapBytes bytes = new ProcResultQueue.HeapBytes(100);

        bytes.verifyAlignment();
        assertThat(bytes.capacity()).isEqualTo(100);
        assertThat(bytes.addressOffset() % 8).isZero();
    }
}
