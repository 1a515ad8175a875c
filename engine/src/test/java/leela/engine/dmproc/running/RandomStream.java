package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.dmproc.running.ReferenceStream.Step;

/** The values of a series and the ticks between them: in time, late, doubled, silent for long, none, reset. */
final class RandomStream {

    private static final long SECOND = 1_000_000_000;

    private RandomStream() {}

    static List<Step> of(final long seed, final int steps) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Step> stream = new ArrayList<>();
        long nowNs = 1_795_000_000 * SECOND + random.nextLong(100 * SECOND);
        stream.add(Step.tick(nowNs));
        long timeNs = nowNs;
        double x = random.nextInt(100);
        for (int i = 0; i < steps; i++) {
            nowNs += switch (random.nextInt(40)) {
                case 0 -> 600 * SECOND;
                case 1, 2, 3 -> 20 * SECOND;
                default -> random.nextLong(3 * SECOND);
            };
            if (random.nextInt(3) == 0) {
                stream.add(Step.tick(nowNs));
                continue;
            }
            timeNs = switch (random.nextInt(12)) {
                case 0 -> timeNs;
                case 1 -> nowNs - random.nextLong(40 * SECOND);
                case 2 -> nowNs + random.nextLong(8 * SECOND);
                case 3 -> nowNs / (10 * SECOND) * 10 * SECOND;
                default -> nowNs - random.nextLong(2 * SECOND);
            };
            x = switch (random.nextInt(20)) {
                case 0 -> 0;
                case 1 -> -x;
                case 2 -> Math.abs(x) < 1e9 ? x * 1000 : 0.25; // a sketch spans 17 orders of magnitude
                default -> x + random.nextInt(-3, 10) / 4.0;
            };
            stream.add(Step.value(random.nextInt(15) == 0 ? Double.NaN : x, timeNs));
        }
        return stream;
    }
}
