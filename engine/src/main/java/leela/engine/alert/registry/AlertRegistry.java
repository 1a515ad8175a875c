package leela.engine.alert.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import leela.engine.alert.AlertNote;
import leela.engine.alert.AlertOutputs;
import leela.engine.alert.AlertState;
import leela.engine.alert.Alerts;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.notify.delivery.DeliveryLog;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.Signal;
import leela.engine.spi.KeyPattern;
import org.agrona.ErrorHandler;

/**
 * Alerts as every other thread sees them: starts and ends them, keeps how they stand, and hands on what people are to
 * be told, once it is on the disk.
 * Thread: any; a thread of its own, {@code leela-alert}, takes what the query thread gives.
 * Memory: a record a group; what waits between two rounds is bounded by the groups, each of which is told of a bounded
 * number of times.
 * Errors: {@link AlertRefusedException} in one plain sentence. Where the disk takes nothing, people are told all the
 * same, and the fault is reported.
 */
public final class AlertRegistry implements AlertOutputs, AutoCloseable {

    private static final String OWNER = "alerts";
    private static final long USUAL_LOG_BYTES = 1 << 22;
    private static final long MINUTE_NS = 60 * Clock.NANOS_PER_SECOND;
    /** What was to be told before a kill, and is older, is of no use any more. */
    private static final long STALE_NS = 60 * MINUTE_NS;

    private static final int CLOSE_TIMEOUT_MS = 5000;

    /** What the registry stands on. */
    public record Setup(
            QueryRegistry queries,
            Predicate<Runnable> queryThread,
            KeyPattern.Compiler patterns,
            DeliveryLog log,
            Clock clock,
            ErrorHandler onError) {}

    private record Change(List<GroupRecord> groups, Transition told) {}

    private record Running(DefinedAlert alert, StandingQuery query) {}

    private final Setup setup;
    private final Alerts alerts = new Alerts(this);
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final Signal signal = new Signal();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isClosed;
    private volatile Consumer<Transition> deliver = told -> {};
    private volatile Map<String, Map<AlertState, Integer>> shownCounts = Map.of();

    // guarded by lock
    private final AlertBook book = new AlertBook();
    private final Map<String, Running> running = new TreeMap<>();
    private final Map<Long, KeyPattern> silenced = new LinkedHashMap<>();
    private long rewrittenBytes;

    /** Reads what an earlier run has left; nothing runs before it is started. */
    public AlertRegistry(final Setup setup) {
        this.setup = setup;
        thread = NamedThreads.named("leela-alert", setup.onError(), this::run);
        try {
            for (final byte[] entry : setup.log().read()) {
                apply(LogEntry.of(entry));
            }
        } catch (final IOException damaged) {
            setup.onError().onError(damaged);
        }
    }

    /** Where transitions go from here on; before it is started. */
    public void deliverTo(final Consumer<Transition> to) {
        deliver = to;
    }

    /** Once the ring is started, and before any event comes. */
    public void start() {
        lock.lock();
        try {
            rewrite();
            restore();
            for (final Map.Entry<String, LogEntry.Defined> one : new LinkedHashMap<>(book.defined()).entrySet()) {
                startAgain(one.getKey(), one.getValue());
            }
            handOnAgain();
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    // ---- the query thread

    @Override
    public void onChange(final List<GroupRecord> groups, final Transition told) {
        changes.add(new Change(groups, told));
        signal.raise();
    }

    // ---- any thread

    /** Starts an alert that a person wrote, or changes it; it runs on after a restart. */
    public void define(final AlertProgram program, final String by) throws AlertRefusedException {
        lock.lock();
        try {
            final Running known = running.get(program.name());
            if (known != null && known.alert().isFile()) {
                throw new AlertRefusedException("The alert " + program.name() + " stands in "
                        + known.alert().by() + ": change it there.");
            }
            begin(new DefinedAlert(program, by, false));
            record(new LogEntry.Defined(program.toString(), by));
        } finally {
            lock.unlock();
        }
    }

    /** Runs these alerts of files, and no other of files; those that are as they were are left alone. */
    public void load(final List<DefinedAlert> ofFiles) throws AlertRefusedException {
        lock.lock();
        try {
            final Set<String> names = new HashSet<>();
            for (final DefinedAlert one : ofFiles) {
                names.add(one.program().name());
                final Running known = running.get(one.program().name());
                if (known == null || !known.alert().program().equals(one.program())) {
                    begin(one);
                } else if (!known.alert().equals(one)) {
                    running.put(one.program().name(), new Running(one, known.query()));
                }
            }
            for (final Running one : new ArrayList<>(running.values())) {
                if (one.alert().isFile()
                        && !names.contains(one.alert().program().name())) {
                    end(one);
                }
            }
            for (final String name : book.names()) {
                if (!running.containsKey(name)) {
                    record(new LogEntry.Dropped(name));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends an alert that a person wrote. */
    public void drop(final String name) throws AlertRefusedException {
        lock.lock();
        try {
            final Running known = running.get(name);
            if (known == null) {
                throw new AlertRefusedException("There is no alert " + name + ".");
            }
            if (known.alert().isFile()) {
                throw new AlertRefusedException(
                        "The alert " + name + " stands in " + known.alert().by() + ": take it out there.");
            }
            end(known);
        } finally {
            lock.unlock();
        }
    }

    /** The alerts that run, by name. */
    public List<DefinedAlert> defined() {
        lock.lock();
        try {
            return running.values().stream().map(Running::alert).toList();
        } finally {
            lock.unlock();
        }
    }

    /** How many groups of each alert are not ok, by state, as of a moment ago; waits for nothing. */
    public Map<String, Map<AlertState, Integer>> shownCounts() {
        return shownCounts;
    }

    private void showCounts() {
        final Map<String, Map<AlertState, Integer>> counts = new TreeMap<>();
        running.keySet().forEach(name -> counts.put(name, book.counts(name)));
        shownCounts = counts;
    }

    /** The same of one. */
    public Map<AlertState, Integer> counts(final String alert) {
        lock.lock();
        try {
            return book.counts(alert);
        } finally {
            lock.unlock();
        }
    }

    /** The groups that are not ok, of alerts that run. */
    public List<OpenAlert> open() {
        lock.lock();
        try {
            return book.open().stream()
                    .filter(group -> running.containsKey(group.alert()))
                    .map(this::shown)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** What was told under this number; empty where that is not known any more. */
    public Optional<Transition> transition(final long number) {
        lock.lock();
        try {
            return Optional.ofNullable(book.transition(number));
        } finally {
            lock.unlock();
        }
    }

    /** The newest that people were told, oldest first. */
    public List<Transition> newest() {
        lock.lock();
        try {
            return book.newest().stream().map(LogEntry.Changed::told).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has seen the alert that was told under this number; gives what was told. */
    public Transition acknowledge(final long number, final String by, final String text) throws AlertRefusedException {
        lock.lock();
        try {
            final Transition told = book.transition(number);
            final long opened = told == null ? number : told.opened();
            if (book.open().stream().noneMatch(group -> group.opened() == opened)) {
                throw new AlertRefusedException(
                        told == null ? "There is no alert #" + number + "." : "The alert #" + number + " is over.");
            }
            record(new LogEntry.Acknowledged(
                    new Acknowledgement(opened, by, text, setup.clock().timeNs())));
            return told;
        } finally {
            lock.unlock();
        }
    }

    /** For so long nobody is told of what matches. */
    public Silence silence(final String regex, final long forNs, final String by, final String text)
            throws AlertRefusedException {
        lock.lock();
        try {
            compile(regex);
            final long nowNs = setup.clock().timeNs();
            final Silence silence = new Silence(book.silenceNumber() + 1, regex, nowNs, nowNs + forNs, by, text);
            record(new LogEntry.Silenced(silence));
            return silence;
        } finally {
            lock.unlock();
        }
    }

    /** People are told again. */
    public Silence unsilence(final long id) throws AlertRefusedException {
        lock.lock();
        try {
            final Silence known = silences().stream()
                    .filter(one -> one.id() == id)
                    .findFirst()
                    .orElseThrow(() -> new AlertRefusedException("There is no silence " + id + "."));
            record(new LogEntry.Unsilenced(id));
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Those that hold now. */
    public List<Silence> silences() {
        lock.lock();
        try {
            final long nowNs = setup.clock().timeNs();
            return book.silences().stream().filter(one -> one.untilNs() > nowNs).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        signal.raise();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        setup.log().close();
    }

    // ---- leela-alert

    private void run() {
        while (!isClosed) {
            round();
            signal.await(Signal.FOREVER);
        }
        round();
    }

    private void round() {
        final List<Transition> told = new ArrayList<>();
        lock.lock();
        try {
            for (Change next = changes.poll(); next != null; next = changes.poll()) {
                final boolean isSilenced = next.told() != null && silence(next.told()) != null;
                append(new LogEntry.Changed(next.groups(), next.told(), isSilenced));
                if (next.told() != null && !isSilenced) {
                    told.add(next.told());
                }
            }
            sync();
            showCounts();
            if (setup.log().size() > 2 * rewrittenBytes + USUAL_LOG_BYTES) {
                rewrite();
            }
        } finally {
            lock.unlock();
        }
        for (final Transition one : told) {
            final boolean unused = setup.queryThread().test(AlertNote.told(one));
            deliver.accept(one);
        }
    }

    // ---- under the lock

    private void begin(final DefinedAlert alert) throws AlertRefusedException {
        final Running before = running.get(alert.program().name());
        try {
            final StandingQuery query = setup.queries()
                    .start(
                            alert.program().program(),
                            OWNER + ' ' + alert.program().name(),
                            OWNER,
                            alerts.run(alert.program()));
            running.put(alert.program().name(), new Running(alert, query));
            showCounts();
        } catch (final QueryRefusedException refused) {
            throw new AlertRefusedException(refused.getMessage());
        }
        if (before != null) {
            before.query().close();
        }
    }

    private void end(final Running one) {
        running.remove(one.alert().program().name());
        showCounts();
        one.query().close();
        record(new LogEntry.Dropped(one.alert().program().name()));
    }

    private void startAgain(final String name, final LogEntry.Defined defined) {
        try {
            begin(new DefinedAlert(AlertProgram.parse(defined.statement()), defined.by(), false));
        } catch (final SyntaxException | AlertRefusedException refused) {
            setup.onError()
                    .onError(new IllegalStateException(
                            "The alert " + name + " does not start again: " + refused.getMessage(), refused));
        }
    }

    private void restore() {
        final List<GroupRecord> all = book.groups();
        for (int i = 0; i == 0 || i < all.size(); i += AlertNote.MOST_GROUPS) {
            final List<GroupRecord> some = List.copyOf(all.subList(i, Math.min(all.size(), i + AlertNote.MOST_GROUPS)));
            final boolean unused = setup.queryThread().test(alerts.restoring(book.number(), some));
        }
    }

    /** What a kill may have kept from those who deliver; they know what they have. */
    private void handOnAgain() {
        final long nowNs = setup.clock().timeNs();
        for (final LogEntry.Changed one : book.newest()) {
            if (!one.isSilenced() && nowNs - one.told().timeNs() < STALE_NS) {
                deliver.accept(one.told());
            }
        }
    }

    private OpenAlert shown(final GroupRecord group) {
        return new OpenAlert(
                group,
                running.get(group.alert()).alert().program().severity(),
                book.acknowledgement(group.opened()),
                silence(group.alert(), group.group()));
    }

    private Silence silence(final Transition told) {
        return silence(told.alert(), told.group());
    }

    /** What keeps people from being told; null where nothing does. */
    private Silence silence(final String alert, final String group) {
        final long nowNs = setup.clock().timeNs();
        for (final Silence one : book.silences()) {
            if (one.untilNs() <= nowNs) {
                continue;
            }
            final KeyPattern pattern = silenced.computeIfAbsent(
                    one.id(), id -> setup.patterns().compile(one.regex().getBytes(StandardCharsets.UTF_8)));
            if (pattern.isFoundIn(alert.getBytes(StandardCharsets.UTF_8))
                    || pattern.isFoundIn(group.getBytes(StandardCharsets.UTF_8))) {
                return one;
            }
        }
        return null;
    }

    private void compile(final String regex) throws AlertRefusedException {
        try {
            setup.patterns().compile(regex.getBytes(StandardCharsets.UTF_8));
        } catch (final IllegalArgumentException bad) {
            throw new AlertRefusedException(bad.getMessage());
        }
    }

    private void record(final LogEntry entry) {
        append(entry);
        sync();
    }

    private void append(final LogEntry entry) {
        try {
            apply(entry);
            setup.log().append(entry.toBytes());
        } catch (final IOException failed) {
            setup.onError().onError(failed);
        }
    }

    private void sync() {
        try {
            setup.log().sync();
        } catch (final IOException failed) {
            setup.onError().onError(failed);
        }
    }

    private void apply(final LogEntry entry) throws IOException {
        String alert = "";
        if (entry instanceof final LogEntry.Defined defined) {
            try {
                alert = AlertProgram.parse(defined.statement()).name();
            } catch (final SyntaxException unreadable) {
                throw new IOException(defined.statement() + ": " + unreadable.getMessage(), unreadable);
            }
        }
        book.apply(entry, alert);
    }

    private void rewrite() {
        try {
            final List<byte[]> entries = new ArrayList<>();
            book.entries().forEach(entry -> entries.add(entry.toBytes()));
            setup.log().rewrite(entries);
            rewrittenBytes = setup.log().size();
        } catch (final IOException failed) {
            setup.onError().onError(failed);
        }
    }
}
