package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PointBlocksTest {

    /** Beyond the room that slabs and links begin with. */
    private static final int MANY = 140_000;

    private final PointBlocks blocks = new PointBlocks(1);

    @Test
    void shouldKeepEachBlockItsBytesAndItsPlaceInTheRingAsTheyBecomeMany() {
        int last = blocks.take();
        blocks.put(last, 0, 0, Long.BYTES);
        for (int i = 1; i < MANY; i++) {
            final int block = blocks.take();
            blocks.put(block, PointBlocks.BYTES - Long.BYTES, i, Long.BYTES);
            blocks.join(last, block);
            last = block;
        }
        blocks.fetch(last);

        assertThat(blocks.length(last)).isEqualTo(MANY);
        assertThat(blocks.bytes()).isEqualTo(blocks.bytes(last)).isEqualTo(36L * MANY);
        blocks.give(last);
        assertThat(blocks.bytes()).isZero();
    }

    @Test
    void shouldTakeBlocksAgainThatWereGivenBack() {
        final int first = blocks.take();
        final int second = blocks.take();
        blocks.join(first, second);
        blocks.give(second);
        assertThat(blocks.bytes()).isZero();

        final Set<Integer> again = new HashSet<>(Set.of(blocks.take(), blocks.take()));
        assertThat(again).containsExactlyInAnyOrder(first, second);
        assertThat(blocks.next(first)).as("a ring of its own").isEqualTo(first);
        assertThat(blocks.take()).isGreaterThan(second);
    }

    @Test
    void shouldTakeFreeBlocksInTheOrderOfMemoryWhateverWasGivenBackFirst() {
        final int[] taken = new int[1_000];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = blocks.take();
        }
        for (int i = taken.length - 1; i >= 0; i--) {
            blocks.give(taken[i]);
        }
        // few of them free are left alone: nobody looks for them for long
        for (int i = 0; i < taken.length * 9 / 10; i++) {
            assertThat(blocks.take()).isEqualTo(taken[i]);
        }
    }

    @Test
    void shouldJoinTwoRingsSoThatTheSecondComesBehindTheFirst() {
        final int[] taken = new int[5];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = blocks.take();
        }
        blocks.join(taken[0], taken[1]);
        blocks.join(taken[2], taken[3]);
        blocks.join(taken[3], taken[4]);
        blocks.join(taken[1], taken[4]);

        int block = taken[4];
        for (final int expected : taken) {
            block = blocks.next(block);
            assertThat(block).isEqualTo(expected);
        }
    }
}
