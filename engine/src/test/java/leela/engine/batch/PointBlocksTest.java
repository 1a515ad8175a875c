package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PointBlocksTest {

    /** Beyond the room that slabs and links begin with. */
    private static final int MANY = 140_000;

    private final PointBlocks blocks = new PointBlocks();

    @Test
    void shouldKeepEachBlockItsPointsAndItsLinkAsTheyBecomeMany() {
        final int first = blocks.take();
        int last = first;
        fill(first, 0);
        for (int i = 1; i < MANY; i++) {
            final int block = blocks.take();
            blocks.link(last, block);
            fill(block, i);
            last = block;
        }
        blocks.fetch(first, MANY);

        assertThat(blocks.capacity()).isEqualTo((long) PointBlocks.POINTS * MANY);
        final PointList points = new PointList();
        int block = first;
        for (int i = 0; i < MANY; i++) {
            blocks.copy(block, 0, PointBlocks.POINTS, points, Long.MIN_VALUE, Long.MAX_VALUE);
            block = blocks.next(block);
        }
        assertThat(block).isEqualTo(PointBlocks.NONE);
        assertThat(points.count()).isEqualTo(PointBlocks.POINTS * MANY);
        for (int i = 0; i < points.count(); i++) {
            if (points.times()[i] != i || points.bits()[i] != -i) {
                assertThat(points.times()[i]).as("time of point %d", i).isEqualTo(i);
                assertThat(points.bits()[i]).as("value of point %d", i).isEqualTo(-i);
            }
        }
    }

    @Test
    void shouldTakeBlocksAgainThatWereGivenBack() {
        final int first = blocks.take();
        final int second = blocks.take();
        blocks.link(first, second);
        blocks.give(first, second, 2);
        assertThat(blocks.capacity()).isZero();

        assertThat(blocks.take()).isEqualTo(first);
        assertThat(blocks.next(first)).as("behind no other").isEqualTo(PointBlocks.NONE);
        assertThat(blocks.take()).isEqualTo(second);
        assertThat(blocks.take()).isGreaterThan(second);
    }

    @Test
    void shouldCopyThePointsOfARangeOfTimesAlone() {
        final int block = blocks.take();
        fill(block, 0);
        final PointList points = new PointList();
        blocks.copy(block, 1, 7, points, 3, 5);

        assertThat(points.count()).isEqualTo(3);
        assertThat(points.times()).startsWith(3, 4, 5);
    }

    /** Points whose times go on from block to block. */
    private void fill(final int block, final int number) {
        for (int i = 0; i < PointBlocks.POINTS; i++) {
            final long time = (long) number * PointBlocks.POINTS + i;
            blocks.put(block, i, time, -time);
        }
    }
}
