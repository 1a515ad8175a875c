package leela.ops.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import leela.adapters.cassandra.CassandraStore;
import leela.adapters.embedded.EmbeddedStore;
import leela.engine.batch.BatchLimits;
import leela.engine.batch.Batcher;
import leela.engine.counters.Counters;
import leela.engine.history.Deletion;
import leela.engine.history.History;
import leela.engine.history.StorageConfig;
import leela.engine.history.StorageHealth;
import leela.engine.history.StoredHistory;
import leela.engine.history.StoredPast;
import leela.engine.history.WriteBarrier;
import leela.engine.ring.Handler;
import leela.engine.ring.Ring;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.SeriesTable;
import leela.engine.spi.DamagedStoreException;
import leela.engine.spi.PartState;
import leela.engine.spi.PastPoints;
import leela.engine.spi.Store;
import leela.engine.spi.StoreException;
import leela.io.http.status.Readiness;
import leela.io.journal.Journal;
import leela.io.journal.JournalCounter;
import leela.io.journal.JournalException;
import leela.io.journal.JournalRefusal;
import leela.io.journal.JournalState;
import leela.io.socket.SystemCalls;
import leela.ops.config.Config;
import leela.ops.config.StorageBackend;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;

/**
 * What keeps history: the journal behind the ring, the batcher that reads it, and the store it writes to; or nothing of
 * these.
 * Thread: the one that builds and closes the service; journal, batcher and store have their own.
 * Errors: {@link StartException} where a folder cannot be used.
 */
final class Storage implements AutoCloseable {

    /** Reads may be so far behind what comes; told from the first on. */
    private static final long TOLD_BEHIND_S = 2;

    private static final long MOST_BEHIND_S = 10;
    /** So long new queries wait for the reading of what came before. */
    private static final long CATCH_UP_NS = 30 * Clock.NANOS_PER_SECOND;

    private static final long FLUSH_MS = 120_000;
    private static final int BATCHER_NICE = 10;
    private static final long MIB = 1 << 20;

    private final CloseStack closing = new CloseStack();
    private final Optional<Journal> journal;
    private final List<Handler> handlers;
    private final History history;
    private final StorageHealth health;
    private final Function<Ring, WriteBarrier> barrier;
    private final Optional<Batcher> batcher;
    private final Clock clock;
    private final long resolutionNs;
    private final BiFunction<WriteBarrier, Consumer<List<byte[]>>, Deletion> deletion;
    private final Runnable start;
    private final Supplier<List<Readiness.Part>> state;
    private final Consumer<Path> backup;

    /**
     * A store, what starts it, what copies it, whether it is damaged, and what is told of it beside whether it takes
     * what is written.
     */
    private record Backend(
            Store store,
            Runnable start,
            Consumer<Path> backup,
            Supplier<Optional<PartState>> damage,
            Supplier<List<Readiness.Part>> state) {}

    /**
     * Opens what the configuration asks for, in this folder; keys are those of the table where it has them. Nothing
     * runs before {@link #start}.
     */
    Storage(
            final Config whole,
            final DataDirectory data,
            final SeriesTable table,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        final Path folder = data.folder();
        final StorageConfig config = whole.storage();
        this.clock = clock;
        resolutionNs = config.resolution().toNanos();
        if (whole.storageBackend() == StorageBackend.NONE) {
            journal = Optional.empty();
            handlers = List.of();
            history = History.NONE;
            batcher = Optional.empty();
            health = StorageHealth.GOOD;
            barrier = ring -> WriteBarrier.NONE;
            deletion = (any, live) -> Deletion.NONE;
            start = () -> {};
            state = List::of;
            backup = directory -> {
                throw new StoreException("storage.backend is none: there is nothing to back up.", false, null);
            };
            return;
        }
        try {
            final CompletableFuture<Backend> opening = CompletableFuture.supplyAsync(
                    () -> backend(whole, folder, clock, counters, onError),
                    open -> NamedThreads.named("leela-opening", onError, open).start());
            final Journal kept;
            try {
                kept = closing.add(
                        Journal.open(journal(folder), data.earlierJournal(), config, clock, counters, onError));
            } catch (final RuntimeException refused) {
                opening.thenAccept(one -> one.store().close())
                        .exceptionally(alsoRefused -> null)
                        .join();
                throw refused;
            }
            journal = Optional.of(kept);
            if (whole.storageBackend() == StorageBackend.EMBEDDED) {
                kept.shareDisk();
            }
            final Backend backend = opened(opening);
            // the store brings the last to the disk when it is closed
            closing.add(() -> kept.reader().acknowledge(backend.store().mark().position()));
            closing.add(backend.store());
            final StoredHistory stored = StoredHistory.open(
                    kept.reader(),
                    backend.store(),
                    config,
                    BatchLimits.ofHeap(Runtime.getRuntime().maxMemory()),
                    clock,
                    counters,
                    onError);
            stored.shareKeys(table::sharedKey);
            closing.add(stored.batcher());
            handlers = List.of(kept.handler());
            history = stored;
            batcher = Optional.of(stored.batcher());
            health = healthOf(kept);
            barrier = ring -> then -> ring.tryExecute(kept.handler(), () -> {
                kept.handler().write();
                then.run();
            });
            deletion = stored::deletion;
            state = () -> Stream.concat(
                            Stream.of(stateOf(kept), writing(stored.batcher(), backend, counters)),
                            backend.state().get().stream())
                    .toList();
            backup = directory -> {
                backend.damage().get().ifPresent(damage -> {
                    throw new StoreException("There is no backup: the store is " + damage.sentence(), false, null);
                });
                flush(stored.batcher());
                backend.backup().accept(directory);
            };
            start = () -> {
                kept.start();
                backend.start().run();
                // where cores are short, receiving must not wait for storing: the journal keeps what is behind
                stored.batcher().start(() -> SystemCalls.stepBack(BATCHER_NICE));
            };
        } catch (final DamagedStoreException refused) {
            closing.close();
            throw new StartException(refused.getMessage() + " " + refused.remedy(), refused);
        } catch (final JournalException | StoreException refused) {
            closing.close();
            throw new StartException(refused.getMessage(), refused);
        }
    }

    /** Opened while the journal finds its end: neither needs the other. */
    private static Backend backend(
            final Config whole,
            final Path folder,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        final Duration retention = whole.storage().retention();
        return whole.storageBackend() == StorageBackend.CASSANDRA
                ? cassandra(CassandraStore.open(
                        whole.cassandra(), whole.keyCase(), folder.resolve("cassandra"), retention, clock, counters))
                : embedded(EmbeddedStore.open(store(folder), whole.keyCase(), retention, clock, counters, onError));
    }

    /** What the thread that opened it met is thrown here. */
    private static Backend opened(final CompletableFuture<Backend> opening) {
        try {
            return opening.join();
        } catch (final CompletionException failed) {
            LangUtil.rethrowUnchecked(failed.getCause());
            throw failed;
        }
    }

    private static Backend embedded(final EmbeddedStore store) {
        return new Backend(store, store::start, store::backup, store::damage, List::of);
    }

    private static Backend cassandra(final CassandraStore store) {
        return new Backend(
                store,
                () -> {},
                directory -> {
                    throw new StoreException(
                            "Cassandra is backed up by its own snapshots, not by leela backup.", false, null);
                },
                Optional::empty,
                () -> List.of(new Readiness.Part("cassandra", store.isUp(), store.state())));
    }

    private static Readiness.Part writing(final Batcher batcher, final Backend backend, final Counters counters) {
        final Optional<PartState> damage = backend.damage().get();
        if (damage.isPresent()) {
            return new Readiness.Part("storage", false, damage.get().sentence());
        }
        return batcher.failure()
                .map(failure -> new Readiness.Part(
                        "storage",
                        false,
                        "unavailable: " + failure.getMessage() + " " + counters.read(JournalCounter.WAITING)
                                + " entries wait in the journal."))
                .orElseGet(() -> reading(TimeUnit.NANOSECONDS.toSeconds(batcher.behindNs())));
    }

    /** What came in and cannot be read is no health, however well it is kept. */
    static Readiness.Part reading(final long behindS) {
        return new Readiness.Part(
                "storage",
                behindS <= MOST_BEHIND_S,
                behindS <= TOLD_BEHIND_S
                        ? "writing"
                        : "writing; reads are " + behindS + " s behind what comes, which is in the journal");
    }

    /** Where the embedded store lies. */
    static Path store(final Path folder) {
        return folder.resolve("store");
    }

    static Path journal(final Path folder) {
        return folder.resolve("journal");
    }

    private static StorageHealth healthOf(final Journal journal) {
        return new StorageHealth() {
            @Override
            public Optional<Loss> loss() {
                return journal.state()
                        .refusal()
                        .map(refusal -> new Loss(refusal.cause() == JournalRefusal.Cause.FULL, refusal.reason()));
            }

            @Override
            public boolean isWhole() {
                return journal.state().isRecovered();
            }
        };
    }

    private static Readiness.Part stateOf(final Journal journal) {
        final JournalState state = journal.state();
        final String writing = state.refusal()
                .map(refusal -> "the disk takes nothing since " + since(refusal)
                        + "what comes is lost and counted until there is room, also what TCP senders have sent")
                .or(() -> state.nextRefusal()
                        .map(refusal -> "no next file can be made since " + since(refusal) + "there is room for "
                                + state.roomLeft() / MIB + " MiB in those that are there, then what comes is lost"))
                .orElse("writing");
        return new Readiness.Part(
                "journal",
                state.nextRefusal().or(state::refusal).isEmpty() && state.isRecovered(),
                state.isRecovered() ? writing : "reading what an earlier run left");
    }

    private static String since(final JournalRefusal refusal) {
        return PartState.time(refusal.sinceNs()) + " (" + refusal.reason() + "): ";
    }

    private static void flush(final Batcher batcher) {
        try {
            batcher.flush(FLUSH_MS);
        } catch (final InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new StoreException("The engine is ending.", true, ending);
        }
    }

    /** Copies everything that was journalled so far into a new directory. */
    void backup(final Path directory) {
        backup.accept(directory);
    }

    /** What stands behind the ring; empty where nothing is kept. */
    List<Handler> handlers() {
        return handlers;
    }

    /** The position that the next entry gets; before the ring starts. */
    long position() {
        return journal.map(kept -> kept.handler().position()).orElse(0L);
    }

    /** Keeps beside the stream what a replay must know. */
    void settings(final byte[] bytes) {
        journal.ifPresent(kept -> kept.handler().settings(bytes));
    }

    History history() {
        return history;
    }

    StorageHealth health() {
        return health;
    }

    /** What {@code /readyz} tells of it. Thread: any. */
    List<Readiness.Part> state() {
        return state.get();
    }

    /** What came before, for new queries; empty where nothing is kept. */
    Optional<PastPoints> past(final Ring ring, final SeriesTable table) {
        return batcher.map(reading -> new StoredPast(
                history,
                table,
                new StoredPast.Progress(
                        barrier(ring),
                        reading::behindNs,
                        () -> reading.failure().isPresent()),
                clock,
                resolutionNs,
                CATCH_UP_NS));
    }

    /** Deletes what is kept; {@code live} hears which keys are gone as a whole. */
    Deletion deletion(final Ring ring, final Consumer<List<byte[]>> live) {
        return deletion.apply(barrier(ring), live);
    }

    /** Tells when what is in this ring has been written. */
    WriteBarrier barrier(final Ring ring) {
        return barrier.apply(ring);
    }

    /** Whether the store did not do as it was asked the last time. Thread: any. */
    boolean isRefused() {
        return batcher.flatMap(Batcher::failure).isPresent();
    }

    /** When the last came that an earlier run wrote; 0 where nobody knows. */
    long lastArrivalNs() {
        return journal.map(Journal::lastArrivalNs).orElse(0L);
    }

    void start() {
        start.run();
    }

    /** The ring has ended: everything that was read from it is written, then the files are closed. */
    @Override
    public void close() {
        closing.close();
    }
}
