package leela.adapters.chat;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import leela.adapters.chat.Reply.Event;
import leela.adapters.chat.Reply.Query;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.notify.HeldResults;
import leela.engine.notify.NotifyCounters;
import leela.engine.notify.Outbox;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.Signal;
import leela.engine.spi.Chat;
import leela.engine.spi.PastPoints;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Brings answers and the queries' results to the users' outboxes, and from there to the chat.
 * Thread: one of its own, {@code leela-chat}; {@link #post} and {@link #wakeUp} any.
 * Memory: nothing for a result that is held back; outboxes of users who have been quiet for a minute are let go.
 * Errors: what a post throws is reported, and costs that post.
 */
final class ChatDispatcher implements AutoCloseable, ChatResultQueue.Taker, RunningQuery.Reader {

    private static final int RESULTS_A_ROUND = 1024;
    private static final int MAX_OUTBOXES = 20_000;
    private static final long TICK_NS = 250_000_000;
    /**
     * How long results pile up that are only to be counted: waking up for each would cost the query thread more than
     * the query.
     */
    private static final long PILE_NS = 5_000_000;

    private static final long CLOSE_TIMEOUT_MS = 2000;

    private final ChatConfig config;
    private final ReplyFormat format;
    private final Chat chat;
    private final ChatResultQueue results;
    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;
    private final NotifyCounters notifyCounters;
    private final Queue<Runnable> posts = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Signal signal = new Signal();
    private volatile boolean isClosed;

    // chat thread
    private final Long2ObjectHashMap<RunningQuery> queries = new Long2ObjectHashMap<>();
    private final Map<String, Integer> queriesOf = new HashMap<>();
    private final Map<RunningQuery, Long> overrun = new HashMap<>();
    private final Map<String, Outbox<Query>> outboxes = new HashMap<>();
    private final Set<Outbox<Query>> busy = new LinkedHashSet<>();
    private long newestQuery;
    private long nextTickNs;
    private boolean isQuiet;
    private boolean isHoldingBack;
    private long nowNs;

    ChatDispatcher(
            final ChatConfig config,
            final Chat chat,
            final ChatResultQueue results,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        this.config = config;
        this.format = ReplyFormat.of(config.format());
        this.chat = chat;
        this.results = results;
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        notifyCounters = new NotifyCounters(counters, ChatCounter.SENT, ChatCounter.HELD_BACK);
        thread = NamedThreads.named("leela-chat", onError, this::run);
    }

    void start() {
        thread.start();
    }

    // ---- any thread

    /** An answer to a command. */
    void answer(final String owner, final String to, final Reply reply) {
        post(() -> answerNow(owner, to, reply));
    }

    /** What somebody is to know without having asked. */
    void tell(final String owner, final Reply.Notice notice) {
        answer(owner, owner, notice);
    }

    /** A query runs: its results are waited for. */
    void opened(final RunningQuery query) {
        post(() -> open(query));
    }

    /** A query has ended: what it still had is not sent. */
    void closed(final RunningQuery query) {
        post(() -> close(query));
    }

    @Override
    public void wakeUp() {
        signal.raise();
    }

    @Override
    public void onSeriesRefused(final RunningQuery query, final String series, final QuerySink.Shortage shortage) {
        tell(
                query.owner(),
                new Reply.Notice(
                        "series_refused",
                        shortage.sentence() + ": this query does not follow all series that it "
                                + "matches; the first that it leaves out is " + series + ".",
                        List.of(query.query())));
    }

    @Override
    public void onBegunCold(final RunningQuery query, final PastPoints.Gap gap) {
        tell(
                query.owner(),
                new Reply.Notice(
                        "begun_cold",
                        gap.sentence() + ": the first results of this query may miss what came before it.",
                        List.of(query.query())));
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
    }

    // ---- chat thread

    /** One round; whether there was anything to do. */
    boolean work(final long roundNs) {
        nowNs = roundNs;
        isHoldingBack = false;
        int done = 0;
        for (Runnable post = posts.poll(); post != null; post = posts.poll()) {
            post.run();
            done++;
        }
        final int drained = results.drainTo(this, RESULTS_A_ROUND);
        isHoldingBack &= drained < RESULTS_A_ROUND;
        busy.forEach(outbox -> outbox.drain(nowNs));
        busy.removeIf(outbox -> !outbox.hasWaiting());
        done += drained;
        isQuiet &= done == 0;
        if (nowNs >= nextTickNs) {
            tick();
        }
        return done > 0;
    }

    @Override
    public boolean onResult(
            final long number,
            final double value,
            final long timeNs,
            final int seen,
            final int expected,
            final DirectBuffer buffer,
            final int keyOffset,
            final int keyLength) {
        if (number > newestQuery) {
            return false; // its opening, and the answer that it runs, are about to come
        }
        final RunningQuery query = queries.get(number);
        if (query != null) {
            onResult(query, value, timeNs, seen, expected, buffer, keyOffset, keyLength);
        }
        return true;
    }

    private void onResult(
            final RunningQuery query,
            final double value,
            final long timeNs,
            final int seen,
            final int expected,
            final DirectBuffer buffer,
            final int keyOffset,
            final int keyLength) {
        final Outbox<Query> outbox = outbox(query.owner());
        outbox.summarize(nowNs);
        isHoldingBack = !outbox.takesResults(query.query(), nowNs);
        if (isHoldingBack) {
            outbox.holdBack(query.query(), buffer, keyOffset, keyLength, value, timeNs);
            return;
        }
        final HeldResults result = new HeldResults();
        result.add(buffer, keyOffset, keyLength, value, timeNs);
        outbox.add(
                query.query(),
                result,
                () -> format.write(new Event(query.query(), result.newest().get(0), seen, expected)));
        busy.add(outbox);
        outbox.drain(nowNs);
    }

    private void run() {
        while (!isClosed) {
            try {
                if (!work(clock.ticksNs())) {
                    signal.await(isQuiet ? Signal.FOREVER : TICK_NS);
                } else if (isHoldingBack) {
                    LockSupport.parkNanos(
                            this, PILE_NS); // the signal stays raised, and so costs nobody a call of the kernel
                }
            } catch (final RuntimeException fault) {
                onError.onError(fault);
            }
        }
    }

    private void post(final Runnable post) {
        posts.add(post);
        wakeUp();
    }

    private void answerNow(final String owner, final String to, final Reply reply) {
        if (outboxes.size() >= MAX_OUTBOXES && reply instanceof Reply.Refused) {
            return;
        }
        final Outbox<Query> outbox = outbox(owner);
        if (reply instanceof Reply.Refused refused && refused.isOfNoCommand()) {
            outbox.complain(to, refused.command(), () -> format.write(reply), nowNs);
        } else if (reply instanceof Reply.Refused) {
            outbox.refuse(to, () -> format.write(reply), nowNs);
        } else {
            outbox.answer(to, () -> format.write(reply));
        }
        busy.add(outbox);
    }

    private void open(final RunningQuery query) {
        queries.put(query.number(), query);
        queriesOf.merge(nameOf(query.owner()), 1, Integer::sum);
        overrun.put(query, 0L);
        newestQuery = query.number();
    }

    private void close(final RunningQuery query) {
        if (queries.remove(query.number()) != null) {
            queriesOf.computeIfPresent(nameOf(query.owner()), (name, count) -> count == 1 ? null : count - 1);
        }
        overrun.remove(query);
    }

    private Outbox<Query> outbox(final String owner) {
        return outboxes.computeIfAbsent(
                nameOf(owner),
                newcomer -> new Outbox<>(
                        owner,
                        config.messagesPerMinute(),
                        () -> queriesOf.getOrDefault(newcomer, 0),
                        chat,
                        results -> format.write(new Reply.HeldBack(results)),
                        notifyCounters));
    }

    private static String nameOf(final String owner) {
        return owner.toLowerCase(Locale.ROOT);
    }

    /** Summaries that are due, results that were too many to be looked at, and users that have gone quiet. */
    private void tick() {
        nextTickNs = nowNs + TICK_NS;
        overrun.replaceAll(this::holdBackOverrun);
        outboxes.values().forEach(outbox -> outbox.drain(nowNs));
        outboxes.values().removeIf(outbox -> outbox.isIdle(nowNs));
        isQuiet = outboxes.isEmpty();
        counters.set(
                ChatCounter.WAITING,
                outboxes.values().stream().mapToLong(Outbox::waitingCount).sum());
    }

    private Long holdBackOverrun(final RunningQuery query, final Long seen) {
        final long now = query.overrun();
        if (now == seen) {
            return seen;
        }
        outbox(query.owner()).holdBack(query.query(), now - seen);
        counters.add(ChatCounter.OVERRUN, now - seen);
        return now;
    }
}
