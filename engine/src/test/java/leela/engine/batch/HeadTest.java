package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HeadTable share blocks of points: each keeps its own, in order, and gives back what was written. */
class HeadTest {

    private static final int HEADS = 5;

    private final PointBlocks blocks = new PointBlocks();

    @Test
    void shouldKeepItsPointsInOrderWhileOthersComeAndGo() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Head> heads = new ArrayList<>();
        final List<List<Long>> expected = new ArrayList<>();
        final int[] sealed = new int[HEADS];
        for (int i = 0; i < HEADS; i++) {
            heads.add(new Head(new byte[] {(byte) i}, i));
            expected.add(new ArrayList<>());
        }
        for (long step = 0; step < 20_000; step++) {
            final int i = random.nextInt(HEADS);
            switch (random.nextInt(20)) {
                case 0 -> {
                    assertThat(sealed(heads.get(i))).as("seed %s", seed).isEqualTo(expected.get(i));
                    sealed[i] = expected.get(i).size();
                }
                case 1 -> {
                    heads.get(i).release(blocks);
                    expected.get(i).subList(0, sealed[i]).clear();
                    sealed[i] = 0;
                }
                default -> {
                    heads.get(i).add(blocks, step, step);
                    expected.get(i).add(step);
                }
            }
            assertThat(all(heads.get(i))).as("seed %s", seed).isEqualTo(expected.get(i));
        }
        for (final Head head : heads) {
            sealed(head);
            head.release(blocks);
            assertThat(head.count()).isZero();
        }
        assertThat(blocks.capacity()).as("blocks that nobody gave back").isZero();
    }

    private List<Long> all(final Head head) {
        final PointList points = new PointList();
        head.copyTo(blocks, points, Long.MIN_VALUE, Long.MAX_VALUE);
        return list(points);
    }

    private List<Long> sealed(final Head head) {
        final PointList points = new PointList();
        head.seal();
        head.copySealed(blocks, points);
        return list(points);
    }

    private static List<Long> list(final PointList points) {
        final List<Long> times = new ArrayList<>();
        for (int i = 0; i < points.count(); i++) {
            assertThat(points.bits()[i]).isEqualTo(points.times()[i]);
            times.add(points.times()[i]);
        }
        return times;
    }
}
