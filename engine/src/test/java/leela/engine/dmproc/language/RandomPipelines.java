package leela.engine.dmproc.language;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes pipelines and values at random, odd ones more often than life does. Thread: one. */
public final class RandomPipelines {

    private static final double[] ODD = {
        0,
        -0.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        1,
        -1,
        3,
        1e308,
        -1e308,
        Double.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        9007199254740993.0,
        1e15,
        1e300
    };

    private final SplittableRandom random;

    public RandomPipelines(final long seed) {
        random = new SplittableRandom(seed);
    }

    public Pipeline pipeline() {
        final List<Func> funcs = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            funcs.add(func());
        }
        return new Pipeline(funcs);
    }

    public List<Double> values(final int count) {
        final List<Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(number());
        }
        return values;
    }

    public byte[] regex() {
        final byte[] regex = new byte[random.nextInt(1, 20)];
        random.nextBytes(regex);
        return regex;
    }

    double number() {
        return switch (random.nextInt(8)) {
            case 0 -> ODD[random.nextInt(ODD.length)];
            case 1 -> Double.longBitsToDouble(random.nextLong());
            case 2, 3 -> random.nextInt(-5, 6);
            default -> random.nextInt(-100_000, 100_000) / 1000.0;
        };
    }

    private Func func() {
        return switch (random.nextInt(11)) {
            case 9 -> range();
            case 10 -> new Func.Changed();
            case 0 -> window();
            case 1 -> new Func.Sma(count());
            case 2 -> new Func.Ewma(weight());
            case 3 -> sample();
            case 4 -> new Func.Compare(Comparison.values()[random.nextInt(6)], number(), random.nextBoolean());
            default -> sync();
        };
    }

    private Func.Window window() {
        final List<Func.Inner> body = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            body.add(sync());
        }
        return new Func.Window(count(), body);
    }

    private Func.TwoSided range() {
        return new Func.TwoSided(
                Comparison.values()[random.nextInt(6)],
                number(),
                random.nextBoolean(),
                Comparison.values()[random.nextInt(6)],
                number());
    }

    Func.Sync sync() {
        if (random.nextInt(20) == 0) {
            final double least = random.nextInt(-3, 3);
            return new Func.Clamp(least, least + random.nextInt(5));
        }
        return random.nextInt(3) == 0
                ? new Func.Arithmetic(Operator.values()[random.nextInt(4)], number(), random.nextBoolean())
                : Func.Plain.values()[random.nextInt(Func.Plain.values().length)];
    }

    private Func.Sample sample() {
        final long of = count();
        return new Func.Sample(random.nextLong(1, of + 1), of);
    }

    private long count() {
        return random.nextInt(20) == 0 ? random.nextInt(1, 200) : random.nextInt(1, 8);
    }

    private double weight() {
        final double weight = Math.abs(number());
        return Double.isNaN(weight) ? 0.25 : weight;
    }
}
