package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import leela.engine.runtime.HeapShare;
import org.junit.jupiter.api.Test;

/** Heads come and go, and each that is there is found; what is unwritten stays. */
class HeadTableTest {

    private static final long BOUND = 64 << 10;

    @Test
    void shouldFindEveryHeadItHoldsWhileOthersComeAndGo() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<String, Head> there = new HashMap<>();
        final HeadTable heads = new HeadTable(1, BOUND, gone -> there.remove(text(gone)));
        final Set<Head> needed = new HashSet<>();
        for (int step = 0; step < 50_000; step++) {
            final String key = "key" + random.nextInt(2_000);
            Head head = heads.find(key.getBytes(StandardCharsets.UTF_8));
            assertThat(head).as("seed %s", seed).isSameAs(there.get(key));
            if (head == null) {
                head = heads.create(key.getBytes(StandardCharsets.UTF_8));
                there.put(key, head);
            }
            if (random.nextInt(10) == 0) {
                heads.add(head, step, step, step, step);
                needed.add(head);
            }
            while (needed.size() > 100) {
                final Head oldest = heads.takeOldest();
                heads.release(oldest, 1);
                needed.remove(oldest);
            }
            assertThat(heads.size()).isEqualTo(there.size());
            assertThat(heads.bytes()).isLessThanOrEqualTo(BOUND);
        }
        assertThat(there.values()).as("seed %s", seed).containsAll(needed);
        assertThat(heads.neededBytes())
                .isEqualTo(needed.stream().mapToLong(Head::bytes).sum());
    }

    @Test
    void shouldHoldMoreThanItsBoundOnlyOfWhatIsUnwritten() {
        final HeadTable heads = new HeadTable(1, BOUND, gone -> {});
        for (int i = 0; i < 1_000; i++) {
            heads.add(heads.create(("key" + i).getBytes(StandardCharsets.UTF_8)), i, 0, 0, 0);
        }
        assertThat(heads.neededBytes()).isEqualTo(heads.bytes()).isGreaterThan(2 * BOUND);
        for (Head oldest = heads.takeOldest(); oldest != null; oldest = heads.takeOldest()) {
            heads.release(oldest, 1);
        }
        heads.create(new byte[] {1});
        assertThat(heads.bytes()).isLessThanOrEqualTo(BOUND);
    }

    @Test
    void shouldChargeWhatAHeadAndItsPlacesTake() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final Head[] heads = new Head[10_000];
        final byte[] key = new byte[40];
        final long thread = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < heads.length; i++) {
            heads[i] = new Head(key);
        }
        final int object = (int) ((threads.getThreadAllocatedBytes(thread) - before) / heads.length);

        // four references, the number of one of them, and what tables have in reserve
        final int places = 9 * HeapShare.referenceBytes();
        assertThat(object).isLessThanOrEqualTo(88);
        assertThat(heads[0].bytes()).isEqualTo(88 + places + 16 + key.length);
    }

    private static String text(final Head head) {
        return new String(head.key(), StandardCharsets.UTF_8);
    }
}
