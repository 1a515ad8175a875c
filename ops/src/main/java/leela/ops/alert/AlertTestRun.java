package leela.ops.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import leela.adapters.re2.Re2Patterns;
import leela.engine.alert.Transition;
import leela.engine.alert.trial.AlertTrial;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.runtime.PlainFile;
import leela.ops.alert.AlertTest.Expected;
import leela.ops.alert.AlertTest.Given;
import leela.ops.config.ConfigException;

/**
 * Runs the tests of a file over its alerts: the same code as in an engine, with the tests' own time.
 * Thread: one.
 * Errors: {@link ConfigException} with file, line and column for what cannot be read.
 */
public final class AlertTestRun {

    private static final long SECOND_NS = 1_000_000_000;
    private static final long MS_NS = 1_000_000;
    /** A Monday, at midnight in UTC. */
    private static final long BEGIN_NS = 1_795_996_800L * SECOND_NS;
    /** What is told of silence waits for others of its cause. */
    private static final long TOLERANCE_NS = 2 * SECOND_NS;

    private AlertTestRun() {}

    /** How a test went; it is good where there are no faults. */
    public record Result(int line, String name, List<String> faults) {}

    private record Event(Given given, double value) {}

    /** All tests of the file, in their order. */
    public static List<Result> run(final Path file) {
        final List<AlertProgram> alerts = new ArrayList<>();
        final List<AlertFile.Written> tests = new ArrayList<>();
        for (final AlertFile.Written written : AlertFile.statements(text(file))) {
            if (AlertTest.isMeant(written.text())) {
                tests.add(written);
            } else {
                alerts.add(alert(file, written));
            }
        }
        final List<Result> results = new ArrayList<>();
        for (final AlertFile.Written written : tests) {
            final AlertTest test = test(file, written);
            results.add(new Result(written.line(), test.name(), faults(alerts, test)));
        }
        return results;
    }

    private static List<String> faults(final List<AlertProgram> alerts, final AlertTest test) {
        final List<String> faults = new ArrayList<>();
        final List<Transition> told;
        try (AlertTrial trial = new AlertTrial(new Re2Patterns()::compile, fault -> faults.add(fault.toString()))) {
            trial.tick(BEGIN_NS);
            for (final AlertProgram alert : alerts) {
                trial.start(alert);
            }
            show(trial, test);
            told = trial.transitions();
        } catch (final QueryRefusedException refused) {
            return List.of(refused.getMessage());
        }
        for (int i = 0; i < Math.max(told.size(), test.expected().size()); i++) {
            final String is = i < told.size() ? text(told.get(i)) : "nothing more";
            final String expected =
                    i < test.expected().size() ? text(test.expected().get(i)) : "nothing more";
            if (i >= told.size()
                    || i >= test.expected().size()
                    || !isMet(test.expected().get(i), told.get(i))) {
                faults.add("expected " + expected + ", but told was " + is);
            }
        }
        return faults;
    }

    /** A tick each second, and what is given in between, until a while behind the last value and expectation. */
    private static void show(final AlertTrial trial, final AlertTest test) {
        final TreeMap<Long, List<Event>> events = new TreeMap<>();
        long endNs = 0;
        for (final Given given : test.given()) {
            for (int i = 0; i < given.values().size(); i++) {
                endNs = Math.max(endNs, i * given.everyNs());
                if (given.values().get(i) != null) {
                    events.computeIfAbsent(i * given.everyNs(), time -> new ArrayList<>())
                            .add(new Event(given, given.values().get(i)));
                }
            }
        }
        for (final Expected expected : test.expected()) {
            endNs = Math.max(endNs, expected.afterNs() + TOLERANCE_NS);
        }
        for (long afterNs = 0; afterNs <= endNs; afterNs += SECOND_NS) {
            events.subMap(afterNs, afterNs + SECOND_NS).forEach((atNs, all) -> {
                for (final Event event : all) {
                    trial.event(event.given().key(), event.value(), BEGIN_NS + atNs, (int)
                            Math.min(Integer.MAX_VALUE, event.given().everyNs() / MS_NS));
                }
            });
            trial.tick(BEGIN_NS + afterNs + SECOND_NS);
        }
    }

    private static boolean isMet(final Expected expected, final Transition told) {
        return expected.alert().equals(told.alert())
                && expected.group().equals(told.group())
                && expected.state().equalsIgnoreCase(told.to().toString())
                && Math.abs(told.timeNs() - BEGIN_NS - expected.afterNs()) <= TOLERANCE_NS;
    }

    private static String text(final Transition told) {
        return seconds(told.timeNs() - BEGIN_NS) + " " + told.alert() + " " + told.group() + " " + told.to();
    }

    private static String text(final Expected expected) {
        return seconds(expected.afterNs()) + " " + expected.alert() + " " + expected.group() + " " + expected.state();
    }

    private static String seconds(final long ns) {
        return Math.round(ns / (double) SECOND_NS) + "s";
    }

    private static AlertProgram alert(final Path file, final AlertFile.Written written) {
        try {
            return AlertProgram.parseNew(written.text());
        } catch (final SyntaxException wrong) {
            throw new ConfigException(List.of(file + ":" + written.place(wrong.column()) + ": "
                    + wrong.getMessage().replaceFirst("^column \\d+: ", "")));
        }
    }

    private static AlertTest test(final Path file, final AlertFile.Written written) {
        try {
            return AlertTest.parse(written.text());
        } catch (final IllegalArgumentException wrong) {
            throw new ConfigException(List.of(file + ":" + written.line() + ": " + wrong.getMessage()));
        }
    }

    private static String text(final Path file) {
        try {
            return PlainFile.text(file, StandardCharsets.UTF_8);
        } catch (final IOException unreadable) {
            throw new ConfigException(unreadable.getMessage(), unreadable);
        }
    }
}
