package leela.engine.alert.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import leela.engine.alert.AlertNote;
import leela.engine.alert.AlertOutputs;
import leela.engine.alert.AlertState;
import leela.engine.alert.Alerts;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.notify.delivery.DeliveryLog;
import leela.engine.runtime.Clock;
import leela.engine.runtime.Locked;
import leela.engine.spi.KeyPattern;
import org.agrona.ErrorHandler;

/**
 * Alerts as every other thread sees them: starts and ends them, keeps how they stand, and hands on what people are to
 * be told, once it is on the disk.
 * Thread: any; a thread of its own, {@code leela-alert}, takes what the query thread gives.
 * Memory: a record a group that has changed, until the query thread forgets it.
 * Errors: {@link AlertRefusedException} in one plain sentence. Where the disk takes nothing, people are told all the
 * same, and the fault is reported.
 */
public final class AlertRegistry implements AlertOutputs, AutoCloseable {

    /** What was to be told before a kill, and is older, is of no use any more. */
    private static final long STALE_NS = 3600 * Clock.NANOS_PER_SECOND;

    /** What the registry stands on. */
    public record Setup(
            QueryRegistry queries,
            Predicate<Runnable> queryThread,
            KeyPattern.Compiler patterns,
            DeliveryLog log,
            Clock clock,
            Counters counters,
            ErrorHandler onError) {}

    private final Setup setup;
    private final Alerts alerts;
    private final AlertChanges changes;
    private final AlertClosing closing;
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile Consumer<Transition> deliver = told -> {};
    private volatile BiConsumer<List<Transition>, Runnable> deliverLate = (told, onKept) -> {};
    private volatile BiConsumer<Transition, Acknowledgement> onSeen = (told, seen) -> {};
    private volatile Runnable onDefinition = () -> {};

    // guarded by lock
    private final AlertLog log;
    private final AlertBook book;
    private final ActiveSilences silences;
    private final SilenceEnds silenceEnds;
    private final RunningAlerts running;
    private final ShownAlerts shown;

    /** Reads what an earlier run has left; nothing runs before it is started. */
    public AlertRegistry(final Setup setup) {
        this.setup = setup;
        alerts = new Alerts(this, setup.queries().limits());
        changes = new AlertChanges(this::isSilenced, this::write, this::handOn, setup.clock(), setup.onError());
        closing = new AlertClosing(alerts, setup.queryThread(), changes::behind);
        log = new AlertLog(setup.log(), setup.onError());
        book = log.book();
        silences = new ActiveSilences(book, setup.patterns(), setup.clock());
        silenceEnds = new SilenceEnds(book, silences);
        running = new RunningAlerts(setup.queries(), alerts, log);
        shown = new ShownAlerts(book, running, silences, lock);
    }

    /** Where transitions go from here on; before it is started. */
    public void deliverTo(final Consumer<Transition> to) {
        deliver = to;
    }

    /** The same of those that were silenced, and are told after others; whoever takes them says when he keeps them. */
    public void deliverLateTo(final BiConsumer<List<Transition>, Runnable> to) {
        deliverLate = to;
    }

    /** Who is told that somebody has seen an alert; must not wait; before it is started. */
    public void onSeen(final BiConsumer<Transition, Acknowledgement> tell) {
        onSeen = tell;
    }

    /** Who hears that a person has written or dropped an alert; must not wait; before it is started. */
    public void onDefinition(final Runnable hear) {
        onDefinition = hear;
    }

    /** Once the ring is started, before any event; behind the highest number {@code told}: the log may be older. */
    public void start(final long told) {
        lock.lock();
        try {
            log.numbersBehind(told);
            log.rewrite();
            restore();
            running.startAgain(setup.onError());
            shown.count();
            handOnAgain();
        } finally {
            lock.unlock();
        }
        changes.start();
    }

    // ---- the query thread

    @Override
    public void onChange(final List<GroupRecord> groups, final Transition told) {
        changes.add(groups, told);
    }

    @Override
    public void onNoRoom(final int groups) {
        setup.counters().add(EngineCounter.ALERTS_CLOSED, groups);
    }

    // ---- any thread

    /** Starts an alert that a person wrote, or changes it; it runs on after a restart. */
    public void define(final AlertProgram program, final String by) throws AlertRefusedException {
        lock.lock();
        try {
            running.define(program, by);
        } finally {
            shown.count();
            lock.unlock();
        }
        onDefinition.run();
    }

    /** Runs these alerts of files, and no other of files; who was told of one that ends is told so. */
    public LoadedAlerts load(final List<DefinedAlert> ofFiles) throws AlertRefusedException {
        for (final String name : locked(() -> running.without(ofFiles))) {
            final int unused =
                    closing.closeAll(name, AlertClosing.note("a reload", "the alert stands in no file any more"));
        }
        return load(ofFiles, true);
    }

    /** The same at a start: how an alert stood whose file is not there, or has a fault, is not forgotten yet. */
    public LoadedAlerts loadFirst(final List<DefinedAlert> ofFiles) throws AlertRefusedException {
        return load(ofFiles, false);
    }

    private LoadedAlerts load(final List<DefinedAlert> ofFiles, final boolean isAll) throws AlertRefusedException {
        lock.lock();
        try {
            return running.load(ofFiles, isAll);
        } finally {
            shown.count();
            lock.unlock();
        }
    }

    /** Ends an alert that a person wrote; gives of how many groups people had been told, who are told that it ends. */
    public int drop(final String name, final String by) throws AlertRefusedException {
        AlertRefusedException.where(locked(() -> running.dropFault(name)));
        final int told = closing.closeAll(name, AlertClosing.note(by, "the alert was dropped"));
        lock.lock();
        try {
            running.drop(name);
        } finally {
            shown.count();
            lock.unlock();
        }
        onDefinition.run();
        return told;
    }

    /** The alerts that run, by name. */
    public List<DefinedAlert> defined() {
        return locked(running::all);
    }

    /** Those of them that follow only some of their series, by name. */
    public List<PartialAlert> partial() {
        return locked(running::partial);
    }

    /** How many groups of each alert are not ok, by state, as of a moment ago; waits for nothing. */
    public Map<String, Map<AlertState, Integer>> shownCounts() {
        return shown.counts();
    }

    /** The first of the groups that are not ok, of alerts that run, and are wanted. */
    public OpenAlerts open(final Predicate<GroupRecord> wanted, final int most) {
        return shown.open(wanted, most);
    }

    /** What was told under this number; empty where that is not known any more. */
    public Optional<Transition> transition(final long number) {
        return locked(() -> Optional.ofNullable(book.transition(number)));
    }

    /** Why people were told this, in sentences; {@code fates} gives what became of it at a recipient, or nothing. */
    public String why(final long number, final BiFunction<Long, String, String> fates) throws AlertRefusedException {
        final LogEntry.Changed told = locked(() -> book.changed(number));
        if (told == null) {
            throw AlertRefusedException.unknown("There is no alert #" + number + ", or it is too long ago.");
        }
        final Transition change = told.told();
        return AlertReason.text(
                told,
                locked(() -> running.program(change.alert())),
                locked(() -> book.ofSame(change)),
                open(group -> group.opened() == change.opened(), AlertReason.MOST_OTHERS)
                        .first(),
                fates::apply);
    }

    /** The newest of what is known to have been told of the same as under this number, oldest first. */
    public List<Transition> ofSame(final Transition told, final int most) {
        final List<Transition> all = locked(() -> book.ofSame(told));
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    /** The highest number that was told. */
    public long number() {
        return locked(book::number);
    }

    /** The first of what was told behind this number, as far as it is known. */
    public List<Transition> toldBehind(final long number, final int most) {
        return locked(() -> book.toldBehind(number, most));
    }

    /** The newest that people were told, or that silences have kept from them, oldest first. */
    public List<Transition> newest() {
        return kept().stream().map(LogEntry.Changed::told).toList();
    }

    /** The same, with whether it was silenced. */
    List<LogEntry.Changed> kept() {
        return locked(book::newest);
    }

    /** Somebody has seen the alert that was told under this number; gives what was told. */
    public Transition acknowledge(final long number, final String by, final String text) throws AlertRefusedException {
        lock.lock();
        try {
            final Transition told = book.transition(number);
            final Acknowledgement seen = new Acknowledgement(
                    book.acknowledgeable(number), by, text, setup.clock().timeNs());
            log.record(new LogEntry.Acknowledged(seen));
            if (told != null) {
                onSeen.accept(told, seen);
            }
            return told;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets the alert that was told under this number, and lets those who were told know; gives what was told, where
     * that is known. It begins anew with its next sample.
     */
    public Optional<Transition> close(final long number, final String by, final String text)
            throws AlertRefusedException {
        final Optional<Transition> told = transition(number);
        final long opened = told.map(Transition::opened).orElse(number);
        final Optional<String> alert = locked(() -> book.open().stream()
                .filter(group -> group.opened() == opened)
                .map(GroupRecord::alert)
                .findAny());
        if (alert.isEmpty() || !closing.close(alert.get(), opened, AlertClosing.note(by, text))) {
            throw AlertBook.isOver(number, told.isPresent());
        }
        return told;
    }

    /** Whether it is still as people were told, so that it is not too late to tell them. */
    public boolean stands(final Transition told) {
        return locked(() ->
                        running.names().contains(told.alert()) && book.isOpen(told.alert(), told.opened(), told.to()))
                && !isSilenced(told);
    }

    /** For so long nobody is told of what matches. */
    public Silence silence(final String regex, final long forNs, final String by, final String text)
            throws AlertRefusedException {
        lock.lock();
        try {
            final Silence silence = silences.next(regex, forNs, by, text);
            silences.over().forEach(over -> log.append(new LogEntry.Unsilenced(over.id())));
            log.record(new LogEntry.Silenced(silence));
            silences.changed();
            return silence;
        } finally {
            lock.unlock();
        }
    }

    /** People are told again. */
    public Silence unsilence(final long id) throws AlertRefusedException {
        lock.lock();
        try {
            final Silence known = silences.active(id);
            log.record(new LogEntry.Unsilenced(id));
            silences.changed();
            return known;
        } finally {
            lock.unlock();
            tellUnsilenced();
        }
    }

    /** Hands on what silences have kept that have ended since the last look. */
    public void tellUnsilenced() {
        final List<Transition> late = silenceEnds.take(lock);
        if (!late.isEmpty()) {
            deliverLate.accept(late, () -> changes.behind(() -> silenceEnds.told(late, log, lock)));
        }
    }

    /** Who has seen the alert that was told under this number, as far as anybody has. */
    public Optional<Acknowledgement> acknowledgement(final long number) {
        return locked(() -> Optional.ofNullable(book.transition(number))
                .map(told -> book.acknowledgement(told.opened()))
                .or(() -> Optional.ofNullable(book.acknowledgement(number))));
    }

    /** What a silence of this regex would be of. */
    public SilenceReach reach(final String regex) throws AlertRefusedException {
        return shown.reach(regex);
    }

    /** Whether this silence is of all alerts that run. */
    public boolean isOfAll(final Silence silence) {
        return shown.isOfAll(silence);
    }

    /** Those that hold now. */
    public List<Silence> silences() {
        return silences.all();
    }

    @Override
    public void close() {
        changes.close();
        log.close();
    }

    // ---- leela-alert

    private boolean isSilenced(final Transition told) {
        return silences.of(told.alert(), told.group()) != null;
    }

    private void write(final List<LogEntry.Changed> taken) {
        lock.lock();
        try {
            taken.forEach(log::append);
            log.sync();
            shown.count();
            log.shorten();
        } finally {
            lock.unlock();
        }
    }

    private void handOn(final Transition told) {
        final boolean unused = setup.queryThread().test(AlertNote.told(told));
        deliver.accept(told);
    }

    // ---- under the lock

    private <T> T locked(final Supplier<T> what) {
        return Locked.get(lock, what);
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
        book.toldSince(setup.clock().timeNs() - STALE_NS).forEach(deliver);
    }
}
