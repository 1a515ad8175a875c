package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes programs of all forms at random: windows of time, groups, joins, names. Thread: one. */
public final class RandomPrograms {

    private static final String[] REGEXES = {
        "^web",
        "(a|b){1,2}$",
        "caf\u00e9",
        "a\\;b",
        "from",
        "by",
        "x y",
        "[ ]as[ ]",
        "(?i:x)",
        "^(.*)\\.df-(.*)$",
        "a,b"
    };
    private static final String[] NAMES = {"used", "free", "a", "b", "_x1", "Total"};
    private static final long[] SPANS = {1, 10, 500, 1_000, 1_001, 5_000, 10_000, 60_000, 90_000, 3_600_000};

    private final SplittableRandom random;
    private final RandomPipelines plain;

    public RandomPrograms(final long seed) {
        random = new SplittableRandom(seed);
        plain = new RandomPipelines(seed);
    }

    /** A program of any form. */
    Program program() {
        final boolean isJoin = random.nextInt(3) == 0;
        final List<Input> inputs = new ArrayList<>();
        for (int i = isJoin ? random.nextInt(1, 4) : 1; i > 0; i--) {
            inputs.add(new Input(
                    isJoin ? NAMES[inputs.size()] : "",
                    REGEXES[random.nextInt(REGEXES.length)].getBytes(StandardCharsets.UTF_8)));
        }
        Expression expression = isJoin ? new Expression.Value(inputs.get(0).name()) : null;
        for (int i = 1; isJoin && i < inputs.size(); i++) {
            expression = grown(expression, new Expression.Value(inputs.get(i).name()));
        }
        for (int i = isJoin ? random.nextInt(6) : 0; i > 0; i--) {
            final Expression other = random.nextBoolean()
                    ? new Expression.Constant(plain.number())
                    : new Expression.Value(
                            inputs.get(random.nextInt(inputs.size())).name());
            expression = grown(expression, other);
        }
        final Naming naming = isJoin || random.nextBoolean() ? naming() : Naming.NONE;
        return new Program(
                inputs,
                Optional.ofNullable(expression),
                pipeline(),
                naming,
                random.nextBoolean(),
                naming.isGiven() && random.nextBoolean());
    }

    /** An alert with any of its clauses. */
    AlertProgram alert() {
        Program program = program();
        while (program.sources().contains("x y")) {
            program = program();
        }
        final Program plainly =
                new Program(program.inputs(), program.expression(), program.pipeline(), program.naming(), false, false);
        return new AlertProgram(
                "disk_full" + random.nextInt(9),
                plainly,
                condition(),
                random.nextBoolean() ? Optional.of(condition()) : Optional.empty(),
                random.nextBoolean() ? span() : Span.NONE,
                random.nextBoolean() ? span() : Span.NONE,
                random.nextBoolean()
                        ? new AlertProgram.NoData(Span.NONE, random.nextInt(1, 9))
                        : random.nextBoolean() ? new AlertProgram.NoData(span(), 0) : AlertProgram.NoData.NONE,
                random.nextBoolean() ? "critical" : "",
                random.nextBoolean() ? Optional.of(hours()) : Optional.empty(),
                random.nextBoolean() ? List.of("ops@conference.example.org/x", "pager-1") : List.of(),
                random.nextBoolean() ? "{1} is \"full\"; call \\ AS \"x\" TO caf\u00e9" : "",
                random.nextBoolean() ? new AlertProgram.Flap(random.nextInt(2, 9), span()) : AlertProgram.Flap.USUAL);
    }

    private Func.Condition condition() {
        final Comparison one = Comparison.values()[random.nextInt(6)];
        return random.nextBoolean()
                ? new Func.Compare(one, plain.number(), random.nextBoolean())
                : new Func.TwoSided(
                        one,
                        plain.number(),
                        random.nextBoolean(),
                        Comparison.values()[random.nextInt(6)],
                        plain.number());
    }

    private ActiveHours hours() {
        final Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(random.nextInt(1, 8)));
        for (final DayOfWeek day : DayOfWeek.values()) {
            if (random.nextBoolean()) {
                days.add(day);
            }
        }
        return new ActiveHours(
                days,
                LocalTime.of(random.nextInt(24), random.nextInt(60)),
                LocalTime.of(random.nextInt(24), 30 * random.nextInt(2)),
                ZoneId.of(random.nextBoolean() ? "Europe/Berlin" : "UTC"));
    }

    /** One with windows of time more often than life has. */
    public Pipeline pipeline() {
        final List<Func> funcs = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            funcs.add(func());
        }
        return new Pipeline(funcs);
    }

    private Func func() {
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                new Func.TimeWindow(span(), random.nextBoolean() ? Span.of(random.nextInt(9), "s") : span(), 0, body());
            case 2 -> new Func.Over(span(), body());
            case 3 -> new Func.Every(span());
            case 4 -> new Func.Window(random.nextInt(1, 6), body());
            default -> {
                final List<Func> one = plain.pipeline().funcs();
                yield one.get(random.nextInt(one.size()));
            }
        };
    }

    private List<Func.Inner> body() {
        final List<Func.Inner> body = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            body.add(plain.sync());
        }
        if (random.nextInt(4) > 0) {
            body.add(aggregate());
            if (random.nextInt(3) == 0) {
                body.add(new Func.Clamp(-2, 2));
            }
        }
        return body.isEmpty() ? List.of(Func.Plain.MEAN) : body;
    }

    private Aggregate aggregate() {
        return switch (random.nextInt(8)) {
            case 0 -> new Aggregate.Percentile(random.nextInt(1001) / 10.0);
            case 1 -> new Aggregate.Ahead(span());
            default -> Aggregate.Named.values()[random.nextInt(Aggregate.Named.values().length)];
        };
    }

    private Span span() {
        return Span.of(SPANS[random.nextInt(SPANS.length)], "ms");
    }

    private Expression grown(final Expression left, final Expression right) {
        final Operator operator = Operator.values()[random.nextInt(4)];
        return random.nextBoolean()
                ? new Expression.Binary(operator, left, right)
                : new Expression.Binary(operator, right, left);
    }

    private Naming naming() {
        final List<Naming.Key> by = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            by.add(random.nextBoolean() ? new Naming.Capture(random.nextInt(1, 100)) : new Naming.Tag("h\u00f6st"));
        }
        return new Naming(by, by.isEmpty() ? "a\\ \"{1}\";host=\u2603" : "{1}.x");
    }
}
