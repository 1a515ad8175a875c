package leela.engine.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;

/** The rules against a reference that reckons with unlimited precision, on random walks of samples. */
final class FixedClockRulesPropertyTest {

    private static final long CLOCK = 60_000_000_000L;
    private static final long TTL = 10 * CLOCK;
    private static final int WALKS = 1_000;
    private static final int STEPS = 30;

    /** A sample; integral ones hold their integer in {@code bits}. */
    private record Sample(MetricType type, boolean isIntegral, long bits, long timeNs) {
        BigDecimal exact() {
            if (!isIntegral) {
                return new BigDecimal(Double.longBitsToDouble(bits));
            }
            return new BigDecimal(
                    type == MetricType.DERIVE ? BigInteger.valueOf(bits) : new BigInteger(Long.toUnsignedString(bits)));
        }
    }

    @Test
    void shouldAgreeWithUnlimitedPrecision() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int walk = 0; walk < WALKS; walk++) {
            final CounterFall fall = CounterFall.values()[random.nextInt(3)];
            final Rules rules = new FixedClockRules(CLOCK, TTL, fall);
            final Reference reference = new Reference(fall);
            final Series series = series();
            for (final Sample sample : walk(random)) {
                final Verdict verdict = judge(rules, series, sample);
                assertThat(verdict)
                        .as("seed %d, walk %d, %s, %s", seed, walk, fall, sample)
                        .isEqualTo(reference.judge(sample));
                if (verdict == Verdict.EMITTED) {
                    assertThat(rules.timeNs()).isEqualTo(reference.timeNs);
                    final double expected = reference.value.doubleValue();
                    final double slack = 4 * Math.ulp(Math.max(Math.abs(expected), reference.magnitude));
                    assertThat(Math.abs(rules.value() - expected))
                            .as("seed %d, walk %d: %s for %s", seed, walk, rules.value(), expected)
                            .isLessThanOrEqualTo(slack);
                }
            }
        }
    }

    @Test
    void shouldGiveTheSameEventsForTheSameSamples() {
        final List<Sample> samples = walk(new SplittableRandom(3));
        assertThat(run(samples)).isEqualTo(run(samples)).isNotEmpty();
    }

    private static List<String> run(final List<Sample> samples) {
        final Rules rules = new FixedClockRules(CLOCK, TTL, CounterFall.AUTO);
        final Series series = series();
        final List<String> out = new ArrayList<>();
        for (final Sample sample : samples) {
            out.add(judge(rules, series, sample) + " " + Double.doubleToRawLongBits(rules.value()) + " "
                    + rules.timeNs());
        }
        return out;
    }

    private static Series series() {
        return Series.detached("key".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Verdict judge(final Rules rules, final Series series, final Sample sample) {
        return rules.judge(series, sample.type(), sample.isIntegral(), sample.bits(), sample.timeNs());
    }

    private static List<Sample> walk(final SplittableRandom random) {
        final List<Sample> samples = new ArrayList<>();
        MetricType type = MetricType.ofCode(random.nextInt(4));
        final boolean isIntegral = random.nextInt(3) > 0;
        long timeNs = random.nextLong(1L << 60);
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(20) == 0) {
                type = MetricType.ofCode(random.nextInt(4));
            }
            timeNs = Math.max(0, timeNs + delay(random));
            samples.add(new Sample(
                    type,
                    isIntegral,
                    isIntegral ? integer(random) : Double.doubleToRawLongBits(number(random)),
                    timeNs));
        }
        return samples;
    }

    private static long delay(final SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> -random.nextLong(CLOCK);
            case 1 -> 0;
            case 2 -> random.nextLong(CLOCK);
            case 3 -> CLOCK + random.nextLong(3) - 1;
            case 4 -> TTL + random.nextLong(3) - 1;
            default -> CLOCK + random.nextLong(TTL);
        };
    }

    /** Often near 0, 2^32, 2^63 and 2^64, and their eighths. */
    private static long integer(final SplittableRandom random) {
        final long near = random.nextLong(7) - 3;
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong(8) * (1L << 29) + near & 0xffff_ffffL;
            case 1 -> random.nextLong(8) * (1L << 61) + near;
            case 2 -> random.nextLong(1L << 33);
            case 3 -> random.nextLong();
            default -> random.nextLong(1_000_000);
        };
    }

    private static double number(final SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextLong(1L << 33);
            case 1 -> random.nextDouble() * 0x1p65;
            default -> random.nextDouble() * 1e6;
        };
    }

    /** [timeline 2.2] as it is written. */
    private static final class Reference {
        private static final BigDecimal TWO_32 = BigDecimal.valueOf(2).pow(32);
        private static final BigDecimal TWO_64 = BigDecimal.valueOf(2).pow(64);
        private static final BigDecimal EIGHT = BigDecimal.valueOf(8);

        private final CounterFall fall;
        private MetricType lastType;
        private BigDecimal v0;
        private long t0;
        private BigDecimal value;
        private double magnitude;
        private long timeNs;

        Reference(final CounterFall fall) {
            this.fall = fall;
        }

        Verdict judge(final Sample sample) {
            final BigDecimal v1 = sample.exact();
            final long d = sample.timeNs() - t0;
            if (sample.type() == MetricType.GAUGE) {
                emit(v1, sample.timeNs(), 0);
                if (lastType != MetricType.GAUGE || d > 0) {
                    store(sample, v1);
                }
                return Verdict.EMITTED;
            }
            if (lastType != sample.type()) {
                store(sample, v1);
                return Verdict.FIRST;
            }
            if (d <= 0) {
                return Verdict.OLD;
            }
            if (d < CLOCK) {
                return early(sample.type(), v1);
            }
            final Verdict verdict = d >= TTL ? Verdict.EXPIRED : rate(sample, v1, d);
            store(sample, v1);
            return verdict;
        }

        private Verdict early(final MetricType type, final BigDecimal v1) {
            if (type != MetricType.ABSOLUTE) {
                return Verdict.EARLY;
            }
            v0 = v0.add(v1);
            return Verdict.ACCUMULATED;
        }

        private Verdict rate(final Sample sample, final BigDecimal v1, final long d) {
            if (sample.type() == MetricType.ABSOLUTE) {
                emit(v0.divide(seconds(CLOCK), MathContext.DECIMAL128), t0 + CLOCK, 0);
                return Verdict.EMITTED;
            }
            BigDecimal gained = v1.subtract(v0);
            final BigDecimal range = v0.compareTo(TWO_32) < 0 ? TWO_32 : TWO_64;
            if (sample.type() == MetricType.COUNTER && gained.signum() < 0) {
                final BigDecimal eighth = range.divide(EIGHT);
                final boolean isWrap = fall == CounterFall.WRAP
                        || fall == CounterFall.AUTO
                                && v0.compareTo(range.subtract(eighth)) >= 0
                                && v1.compareTo(eighth) < 0;
                if (!isWrap) {
                    return Verdict.COUNTER_RESET;
                }
                gained = gained.add(range);
            }
            // doubles lose what is small beside the larger of them; integers lose nothing
            final double rounding = sample.isIntegral()
                    ? 0
                    : Math.max(Math.max(v0.doubleValue(), v1.doubleValue()), range.doubleValue());
            emit(gained.divide(seconds(d), MathContext.DECIMAL128), sample.timeNs(), rounding / (d / 1e9));
            return Verdict.EMITTED;
        }

        private static BigDecimal seconds(final long ns) {
            return BigDecimal.valueOf(ns, 9);
        }

        private void emit(final BigDecimal newValue, final long atNs, final double newMagnitude) {
            value = newValue;
            timeNs = atNs;
            magnitude = newMagnitude;
        }

        private void store(final Sample sample, final BigDecimal v1) {
            lastType = sample.type();
            v0 = v1;
            t0 = sample.timeNs();
        }
    }
}
