package leela.adapters.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.adapters.directory.DirectoryCounter;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.AlertProgram;
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
 * ends it. A directory that has lost what was in it is no wish to end anything: what was known is written back, and the
 * owners are told. They are told, too, of queries that end or do not run without their having asked.
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
    /** Entries beyond a limit. */
    private final Map<String, Entry> waiting = new HashMap<>();
    /** What the directory held when it was last read or changed here. */
    private final Map<String, Entry> known = new HashMap<>();

    private String note = "";
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
        final Map<String, Entry> entries = readWhole();
        final Map<String, Entry> ended = new HashMap<>();
        for (final Map.Entry<String, Running> one : new ArrayList<>(running.entrySet())) {
            final Entry found = entries.get(one.getKey());
            if (!one.getValue().entry().equals(found)) {
                final boolean isAsked = found == null && absence(one.getKey()) == Directory.Absence.REMOVED;
                end(one.getKey());
                if (!isAsked) {
                    ended.put(one.getKey(), one.getValue().entry());
                }
            }
        }
        tellOwners(
                ended,
                "query_ended",
                "Somebody took these queries out of the directory, or changed them: they have ended.");
        known.clear();
        known.putAll(entries);
        refused.entrySet().removeIf(one -> !one.getValue().equals(entries.get(one.getKey())));
        waiting.entrySet().removeIf(one -> !one.getValue().equals(entries.get(one.getKey())));
        entries.forEach(this::startIfNew);
        counters.set(DirectoryCounter.ENTRIES, entries.size());
        final int unstarted = entries.size() - running.size();
        counters.set(DirectoryCounter.UNSTARTED, unstarted);
        state = state.then(
                true,
                "in step",
                clock.timeNs(),
                unstarted == 0 ? note : unstarted + " of " + queries(entries.size()) + " not running. " + note);
        return entries;
    }

    /** What is in the directory, once what it has lost is in it again. */
    private Map<String, Entry> readWhole() throws DirectoryException {
        final Map<String, Entry> entries = read();
        final Map<String, Entry> lost = lost(entries);
        if (lost.isEmpty()) {
            return entries;
        }
        for (final Map.Entry<String, Entry> one : lost.entrySet()) {
            put(one.getKey(), one.getValue());
        }
        counters.add(DirectoryCounter.RESTORED, lost.size());
        note = "What it had lost was written back at " + PartState.time(clock.timeNs()) + ": " + queries(lost.size())
                + ".";
        LOG.warn("event=directory_restored entries={} note=\"it had lost them; they go on\"", lost.size());
        tellOwners(
                lost,
                "directory_restored",
                "The directory of queries had lost these; they go on, and were written back. To end them, say so.");
        return read();
    }

    /** One entry after another may be taken out on purpose; nobody empties a directory that way at once. */
    private Map<String, Entry> lost(final Map<String, Entry> entries) throws DirectoryException {
        final Map<String, Entry> lost = new HashMap<>();
        final Map<String, Entry> deleted = new HashMap<>();
        for (final Map.Entry<String, Entry> one : known.entrySet()) {
            if (!entries.containsKey(one.getKey())) {
                switch (absence(one.getKey())) {
                    case LOST -> lost.put(one.getKey(), one.getValue());
                    case DELETED -> deleted.put(one.getKey(), one.getValue());
                    case REMOVED -> {} // asked for
                }
            }
        }
        if (entries.isEmpty() && deleted.size() > 1) {
            lost.putAll(deleted);
        }
        return lost;
    }

    private Directory.Absence absence(final String key) throws DirectoryException {
        try {
            return directory.absence(key);
        } catch (final DirectoryException unavailable) {
            throw onUnavailable(unavailable);
        }
    }

    private void tellOwners(final Map<String, Entry> entries, final String event, final String sentence) {
        final Map<String, List<Reply.Query>> byOwner = new TreeMap<>();
        entries.forEach((key, entry) -> byOwner.computeIfAbsent(entry.sender(), first -> new ArrayList<>())
                .add(new Reply.Query(key, entry.statement())));
        byOwner.forEach((owner, queries) -> dispatcher.tell(owner, new Reply.Notice(event, sentence, queries)));
    }

    void put(final String key, final Entry entry) throws DirectoryException {
        try {
            directory.put(key, entry);
            known.putIfAbsent(key, entry);
        } catch (final DirectoryException unavailable) {
            throw onUnavailable(unavailable);
        }
    }

    void remove(final String key) throws DirectoryException {
        try {
            directory.remove(key);
            known.remove(key);
            if (running.containsKey(key)) {
                end(key); // as its owner asked, who is not told once more
            }
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
            final Program program = entry.text().isEmpty()
                    ? Program.parse(entry.pipeline(), entry.regex())
                    : Program.parseSelect(entry.text());
            final RunningQuery query = new RunningQuery(
                    ++lastNumber, new Reply.Query(key, entry.statement()), entry.sender(), results, dispatcher);
            final StandingQuery handle = registry.start(program, entry.sender(), query);
            running.put(key, new Running(entry, query, handle));
            waiting.remove(key);
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
            refuse(key, entry, bad.getMessage());
        } catch (final QueryRefusedException bad) {
            switch (bad.reason()) {
                case BAD_REGEX, BAD_PROGRAM -> refuse(key, entry, bad.getMessage());
                case TOO_MANY_QUERIES, TOO_MANY_OF_OWNER -> wait(key, entry, bad.getMessage());
                case CLOSED -> {} // it runs when the engine does
            }
        }
    }

    /** It is tried again with each look. */
    private void wait(final String key, final Entry entry, final String reason) {
        if (!entry.equals(waiting.put(key, entry))) {
            LOG.warn("event=query_waits key={} owner={} reason=\"{}\"", key, entry.sender(), reason);
            tellOwners(
                    Map.of(key, entry),
                    "query_waits",
                    "This query is in the directory but does not run yet. " + reason);
        }
    }

    private void refuse(final String key, final Entry entry, final String reason) {
        refused.put(key, entry);
        LOG.warn(
                "event=entry_refused key={} owner={} cmd=\"{}\" reason=\"{}\"",
                key,
                entry.sender(),
                entry.statement(),
                reason);
        tellOwners(Map.of(key, entry), "query_refused", "This query is in the directory but cannot run. " + reason);
    }

    private void end(final String key) {
        final Running ended = running.remove(key);
        ended.handle().close();
        dispatcher.closed(ended.query());
        LOG.info("event=query_ended key={} owner={}", key, ended.entry().sender());
    }

    private Map<String, Entry> read() throws DirectoryException {
        try {
            final Map<String, Entry> entries = new HashMap<>(directory.entries());
            entries.values().removeIf(entry -> AlertProgram.isMeant(entry.text())); // others run those
            if (isAway) {
                isAway = false;
                LOG.info("event=directory_back entries={}", entries.size());
            }
            return entries;
        } catch (final DirectoryException unavailable) {
            throw onUnavailable(unavailable);
        }
    }

    private static String queries(final int count) {
        return count == 1 ? "1 query" : count + " queries";
    }

    private DirectoryException onUnavailable(final DirectoryException unavailable) {
        counters.increment(DirectoryCounter.ERRORS);
        state = state.then(
                false,
                "unavailable",
                clock.timeNs(),
                unavailable.getMessage() + " Changes are refused; what runs goes on: " + queries(running.size()) + ".");
        if (!isAway) {
            isAway = true;
            LOG.warn(
                    "event=directory_unavailable reason=\"{}\" note=\"queries go on, changes are refused\"",
                    unavailable.getMessage());
        }
        return unavailable;
    }
}
