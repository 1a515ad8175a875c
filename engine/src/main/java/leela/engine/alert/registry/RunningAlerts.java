package leela.engine.alert.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import leela.engine.alert.Alerts;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQuery;
import org.agrona.ErrorHandler;

/**
 * The alerts that run: those of files, and those that persons wrote, which run on after a restart.
 * Thread: its owner's, under its lock.
 * Errors: {@link AlertRefusedException} in one plain sentence.
 */
final class RunningAlerts {

    private static final String OWNER = "alerts";

    private record Running(DefinedAlert alert, StandingQuery query) {}

    private final QueryRegistry queries;
    private final Alerts alerts;
    private final AlertLog log;
    private final Map<String, Running> running = new TreeMap<>();

    RunningAlerts(final QueryRegistry queries, final Alerts alerts, final AlertLog log) {
        this.queries = queries;
        this.alerts = alerts;
        this.log = log;
    }

    /** By name. */
    List<DefinedAlert> all() {
        return running.values().stream().map(Running::alert).toList();
    }

    /** Those that have no room for all of their series, by name. */
    List<PartialAlert> partial() {
        return running.entrySet().stream()
                .filter(one -> one.getValue().query().progress().seriesLeftOut() > 0)
                .map(one -> new PartialAlert(
                        one.getKey(),
                        one.getValue().query().progress().seriesMatched(),
                        one.getValue().query().progress().seriesLeftOut()))
                .toList();
    }

    Set<String> names() {
        return running.keySet();
    }

    /** As it is written; null where none of this name runs. */
    AlertProgram program(final String name) {
        final Running known = running.get(name);
        return known == null ? null : known.alert().program();
    }

    /** Those that persons wrote run again after a restart. */
    void startAgain(final ErrorHandler onError) {
        for (final Map.Entry<String, LogEntry.Defined> one :
                List.copyOf(log.book().defined().entrySet())) {
            try {
                final LogEntry.Defined defined = one.getValue();
                begin(new DefinedAlert(AlertProgram.parse(defined.statement()), defined.by(), false));
            } catch (final SyntaxException | AlertRefusedException refused) {
                onError.onError(new IllegalStateException(
                        "The alert " + one.getKey() + " does not start again: " + refused.getMessage(), refused));
            }
        }
    }

    /** Starts one that a person wrote, or changes it. */
    void define(final AlertProgram program, final String by) throws AlertRefusedException {
        final Running known = running.get(program.name());
        if (known != null && known.alert().isFile()) {
            throw new AlertRefusedException("The alert " + program.name() + " stands in "
                    + known.alert().by() + ": change it there.");
        }
        final long ofOne = running.values().stream()
                .filter(one -> one != known
                        && !one.alert().isFile()
                        && one.alert().by().equals(by))
                .count();
        if (ofOne >= queries.mostOfOne()) {
            throw new AlertRefusedException("You already have " + ofOne + " alerts, as many as one may have.");
        }
        if (known == null || !known.alert().program().equals(program)) {
            begin(new DefinedAlert(program, by, false));
        } else {
            running.put(program.name(), new Running(new DefinedAlert(program, by, false), known.query()));
        }
        log.record(new LogEntry.Defined(program.toString(), by));
    }

    /** Those of files that are not among these. */
    List<String> without(final List<DefinedAlert> ofFiles) {
        final Set<String> names = new HashSet<>();
        ofFiles.forEach(one -> names.add(one.program().name()));
        return all().stream()
                .filter(one -> one.isFile() && !names.contains(one.program().name()))
                .map(one -> one.program().name())
                .toList();
    }

    /**
     * Runs these alerts of files, and no other of files; those that are as they were are left alone. Where that is not
     * all, what is known of others is kept.
     */
    LoadedAlerts load(final List<DefinedAlert> ofFiles, final boolean isAll) throws AlertRefusedException {
        final List<String> started = new ArrayList<>();
        final List<String> changed = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (final DefinedAlert one : ofFiles) {
            final String name = one.program().name();
            names.add(name);
            final Running known = running.get(name);
            if (known == null || !known.alert().program().equals(one.program())) {
                begin(one);
                (known == null ? started : changed).add(name);
            } else if (!known.alert().equals(one)) {
                running.put(name, new Running(one, known.query()));
            }
        }
        final List<String> ended = without(ofFiles);
        ended.forEach(this::end);
        for (final String name : log.book().names()) {
            if (isAll && !running.containsKey(name)) {
                log.record(new LogEntry.Dropped(name));
            }
        }
        return new LoadedAlerts(started, changed, ended, names.size() - started.size() - changed.size());
    }

    /** Why a person cannot end one. */
    Optional<AlertRefusedException> dropFault(final String name) {
        final Running known = running.get(name);
        if (known == null) {
            return Optional.of(AlertRefusedException.unknown("There is no alert " + name + "."));
        }
        return known.alert().isFile()
                ? Optional.of(new AlertRefusedException(
                        "The alert " + name + " stands in " + known.alert().by() + ": take it out there."))
                : Optional.empty();
    }

    /** Ends one that a person wrote. */
    void drop(final String name) throws AlertRefusedException {
        AlertRefusedException.where(dropFault(name));
        end(name);
    }

    private void begin(final DefinedAlert alert) throws AlertRefusedException {
        final String name = alert.program().name();
        final Running before = running.get(name);
        try {
            final StandingQuery query =
                    queries.start(alert.program().program(), OWNER + ' ' + name, OWNER, alerts.run(alert.program()));
            running.put(name, new Running(alert, query));
        } catch (final QueryRefusedException refused) {
            throw new AlertRefusedException(refused.getMessage());
        }
        if (before != null) {
            before.query().close();
        }
    }

    private void end(final String name) {
        running.remove(name).query().close();
        log.record(new LogEntry.Dropped(name));
    }
}
