package leela.adapters.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import leela.adapters.directory.DirectoryCounter;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.runtime.Clock;
import leela.engine.spi.Directory;
import leela.engine.spi.Directory.Entry;
import leela.engine.spi.DirectoryException;
import leela.engine.spi.PartState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the queries that run here in step with the directory: a new entry starts one, whoever wrote it; a missing one
 * ends it.
 * Thread: the directory's; {@link #state} any.
 * Errors: {@link DirectoryException} where the directory is unavailable; what runs goes on. An entry that is no program
 * is logged once.
 */
final class DirectoryQueries {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryQueries.class);

    private final Directory directory;
    private final QueryRegistry registry;
    private final ChatResultQueue results;
    private final ChatDispatcher dispatcher;
    private final Clock clock;
    private final Counters counters;
    private volatile PartState state;

    // the directory's thread
    private final Map<String, Running> running = new HashMap<>();
    private final Map<String, Entry> refused = new HashMap<>();
    private long lastNumber;
    private boolean isAway;

    private record Running(Entry entry, RunningQuery query, StandingQuery handle) {}

    DirectoryQueries(
            final Directory directory,
            final QueryRegistry registry,
            final ChatResultQueue results,
            final ChatDispatcher dispatcher,
            final Clock clock,
            final Counters counters) {
        this.directory = directory;
        this.registry = registry;
        this.results = results;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.counters = counters;
        state = new PartState(false, "not read", clock.timeNs(), "the first look is under way");
    }

    /** Whether what runs is in step with the directory. */
    PartState state() {
        return state;
    }

    /** Reads the directory and brings what runs in step with it; gives what is in it. */
    Map<String, Entry> refresh() throws DirectoryException {
        final Map<String, Entry> entries = read();
        for (final Map.Entry<String, Running> one : new ArrayList<>(running.entrySet())) {
            if (!one.getValue().entry().equals(entries.get(one.getKey()))) {
                end(one.getKey());
            }
        }
        refused.entrySet().removeIf(one -> !one.getValue().equals(entries.get(one.getKey())));
        entries.forEach(this::startIfNew);
        counters.set(DirectoryCounter.ENTRIES, entries.size());
        final int unstarted = entries.size() - running.size();
        counters.set(DirectoryCounter.UNSTARTED, unstarted);
        state = state.then(
                true,
                "in step",
                clock.timeNs(),
                unstarted == 0 ? "" : unstarted + " of " + entries.size() + " queries do not run");
        return entries;
    }

    void put(final String key, final Entry entry) throws DirectoryException {
        try {
            directory.put(key, entry);
        } catch (final DirectoryException unavailable) {
            throw onUnavailable(unavailable);
        }
    }

    void remove(final String key) throws DirectoryException {
        try {
            directory.remove(key);
        } catch (final DirectoryException unavailable) {
            throw onUnavailable(unavailable);
        }
    }

    /**
     * Starts the query of an entry, unless it runs; results go out behind what {@code onStarted} says to the
     * dispatcher.
     */
    void start(final String key, final Entry entry, final Runnable onStarted)
            throws SyntaxException, QueryRefusedException {
        if (!running.containsKey(key)) {
            final Program program = Program.parse(entry.pipeline(), entry.regex());
            final RunningQuery query = new RunningQuery(
                    ++lastNumber, new Reply.Query(key, entry.statement()), entry.sender(), results, dispatcher::wakeUp);
            final StandingQuery handle = registry.start(program, entry.sender(), query);
            running.put(key, new Running(entry, query, handle));
            onStarted.run();
            dispatcher.opened(query);
        } else {
            onStarted.run();
        }
    }

    /** Ends all; the entries stay in the directory. */
    void endAll() {
        new ArrayList<>(running.keySet()).forEach(this::end);
    }

    private void startIfNew(final String key, final Entry entry) {
        if (running.containsKey(key) || refused.containsKey(key)) {
            return;
        }
        try {
            start(
                    key,
                    entry,
                    () -> LOG.info(
                            "event=query_started key={} owner={} cmd=\"{}\"", key, entry.sender(), entry.statement()));
        } catch (final SyntaxException | IllegalArgumentException bad) {
            refuse(key, entry, bad);
        } catch (final QueryRefusedException bad) {
            if (bad.reason() == QueryRefusedException.Reason.BAD_REGEX) {
                refuse(key, entry, bad);
            }
        }
    }

    private void refuse(final String key, final Entry entry, final Exception reason) {
        refused.put(key, entry);
        LOG.warn(
                "event=entry_refused key={} owner={} cmd=\"{}\" reason=\"{}\"",
                key,
                entry.sender(),
                entry.statement(),
                reason.getMessage());
    }

    private void end(final String key) {
        final Running ended = running.remove(key);
        ended.handle().close();
        dispatcher.closed(ended.query());
        LOG.info("event=query_ended key={} owner={}", key, ended.entry().sender());
    }

    private Map<String, Entry> read() throws DirectoryException {
        try {
            final Map<String, Entry> entries = directory.entries();
            if (isAway) {
                isAway = false;
                LOG.info("event=directory_back entries={}", entries.size());
            }
            return entries;
        } catch (final DirectoryException unavailable) {
            throw onUnavailable(unavailable);
        }
    }

    private DirectoryException onUnavailable(final DirectoryException unavailable) {
        counters.increment(DirectoryCounter.ERRORS);
        state = state.then(
                false,
                "unavailable",
                clock.timeNs(),
                unavailable.getMessage() + " " + running.size() + " queries go on, changes are refused.");
        if (!isAway) {
            isAway = true;
            LOG.warn(
                    "event=directory_unavailable reason=\"{}\" note=\"queries go on, changes are refused\"",
                    unavailable.getMessage());
        }
        return unavailable;
    }
}
