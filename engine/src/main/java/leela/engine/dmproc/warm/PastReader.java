package leela.engine.dmproc.warm;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import leela.engine.ring.RecordedCommand;
import leela.engine.spi.PastPoints.Gap;
import leela.engine.spi.PastPoints.Past;

/**
 * Answers what queries ask of the past: reads it off the ring's threads, and brings it into the stream in steps.
 * Thread: {@link #ask} and {@link #askGroups} the query thread, the rest {@code leela-warm}.
 * Memory: at most {@value #MOST_UNDER_WAY} steps at a time that the stream has not come to.
 */
public final class PastReader implements PastRequests, AutoCloseable {

    /** Points of a series; a day of one a second. */
    static final int MOST_POINTS = 86_400;

    private static final int MOST_UNDER_WAY = 32;
    private static final long WAIT_MS = 100;

    private final Predicate<WarmStarts.Request> starts;
    private final Predicate<Runnable> stream;
    private final Consumer<PastChunk> taker;
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
    private volatile boolean isClosed;

    /**
     * One that asks through {@code starts}, which is false where too many wait.
     *
     * @param stream runs a body on the query thread at its place in the stream; false once it has ended
     * @param taker  what is to be done with an answer there
     */
    public PastReader(
            final Predicate<WarmStarts.Request> starts,
            final Predicate<Runnable> stream,
            final Consumer<PastChunk> taker) {
        this.starts = starts;
        this.stream = stream;
        this.taker = taker;
    }

    @Override
    public void ask(final long number, final byte[] key, final long fromNs, final long toNs) {
        final boolean isTaken = starts.test((past, gap) -> {
            final Past read = gap == Gap.NONE ? past.read(key, fromNs, toNs, MOST_POINTS) : Past.none(gap);
            give(number, key, read, past.resolutionNs());
        });
        if (!isTaken) {
            refuse(PastChunk.last(PastChunk.Target.of(number), PastChunk.Points.NONE, 1, Gap.BUSY));
        }
    }

    @Override
    public void askGroups(final GroupQuery query) {
        if (!starts.test(new GroupPasts(query, this::send))) {
            refuse(PastChunk.end(query.number(), Gap.BUSY));
        }
    }

    private void give(final long number, final byte[] key, final Past read, final long resolutionNs) {
        final PastChunk.Target target = PastChunk.Target.of(number);
        final byte[][] keys = {key};
        int from = 0;
        boolean isGoing = true;
        while (isGoing && read.count() - from > PastChunk.MOST_POINTS) {
            isGoing = send(PastChunk.more(target, part(keys, read, from, PastChunk.MOST_POINTS), resolutionNs));
            from += PastChunk.MOST_POINTS;
        }
        if (isGoing) {
            send(PastChunk.last(target, part(keys, read, from, read.count() - from), resolutionNs, read.gap()));
        }
    }

    private static PastChunk.Points part(final byte[][] keys, final Past read, final int from, final int count) {
        final long[] timesNs = new long[count];
        final double[] values = new double[count];
        System.arraycopy(read.timesNs(), from, timesNs, 0, count);
        System.arraycopy(read.values(), from, values, 0, count);
        return new PastChunk.Points(keys, new int[1], count, timesNs, values, new int[count]);
    }

    /** On the query thread: nobody waits. */
    private void refuse(final PastChunk answer) {
        final boolean unused = stream.test(new Step(answer, false));
    }

    /** Waits for room; false once the stream has ended. */
    private boolean send(final PastChunk chunk) {
        try {
            while (!underWay.tryAcquire(WAIT_MS, TimeUnit.MILLISECONDS)) {
                if (isClosed) {
                    return false;
                }
            }
        } catch (final InterruptedException ending) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !isClosed && stream.test(new Step(chunk, true));
    }

    /** Nothing more is brought into the stream; before whoever reads is closed. */
    @Override
    public void close() {
        isClosed = true;
    }

    private final class Step implements RecordedCommand {

        private final PastChunk chunk;
        private final boolean isCounted;
        private final byte[] bytes;

        Step(final PastChunk chunk, final boolean isCounted) {
            this.chunk = chunk;
            this.isCounted = isCounted;
            bytes = chunk.toBytes();
        }

        @Override
        public int kind() {
            return PastChunk.KIND;
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public void run() {
            if (isCounted) {
                underWay.release();
            }
            taker.accept(chunk);
        }
    }
}
