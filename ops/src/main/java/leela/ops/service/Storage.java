package leela.ops.service;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import leela.adapters.embedded.EmbeddedStore;
import leela.engine.agent.Clock;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.history.HistoryLimits;
import leela.engine.history.StorageConfig;
import leela.engine.history.StoredHistory;
import leela.engine.ring.Handler;
import leela.engine.spi.StoreException;
import leela.io.http.Readiness;
import leela.io.journal.Journal;
import leela.io.journal.JournalException;
import org.agrona.ErrorHandler;

/**
 * What keeps history: the journal behind the ring, the batcher that reads it, and the store it writes to; or nothing of these.
 * Thread: the one that builds and closes the service; journal, batcher and store have their own.
 * Errors: {@link StartException} where a folder cannot be used.
 */
final class Storage implements AutoCloseable {

    private final Parts parts = new Parts();
    private final List<Handler> handlers;
    private final History history;
    private final Runnable start;
    private final Supplier<List<Readiness.Part>> state;

    /** Opens what the configuration asks for, in {@code folder}; nothing runs before {@link #start}. */
    Storage(final StorageConfig config, final Path folder, final Clock clock, final Counters counters, final ErrorHandler onError) {
        if (config.backend() == StorageConfig.Backend.NONE) {
            handlers = List.of();
            history = History.NONE;
            start = () -> { };
            state = List::of;
            return;
        }
        try {
            final Journal journal = parts.add(Journal.open(folder.resolve("journal"), config, clock, counters, onError));
            final EmbeddedStore store = parts.add(EmbeddedStore.open(folder.resolve("store"), config.retention(), clock, counters, onError));
            final StoredHistory stored = StoredHistory.open(journal.reader(), store, config,
                    HistoryLimits.ofHeap(Runtime.getRuntime().maxMemory()), clock, counters, onError);
            parts.add(stored.batcher());
            handlers = List.of(journal.handler());
            history = stored;
            state = () -> List.of(stored.batcher().failure()
                    .map(failure -> new Readiness.Part("storage", false, "away: " + failure.getMessage() + " The journal keeps what comes."))
                    .orElse(new Readiness.Part("storage", true, "writing")));
            start = () -> {
                journal.start();
                store.start();
                stored.batcher().start();
            };
        } catch (final JournalException | StoreException refused) {
            parts.close();
            throw new StartException(refused.getMessage(), refused);
        }
    }

    /** What stands behind the ring; empty where nothing is kept. */
    List<Handler> handlers() {
        return handlers;
    }

    History history() {
        return history;
    }

    /** What {@code /readyz} tells of it. Thread: any. */
    List<Readiness.Part> state() {
        return state.get();
    }

    void start() {
        start.run();
    }

    /** The ring has ended: everything that was read from it is written, then the files are closed. */
    @Override
    public void close() {
        parts.close();
    }
}
