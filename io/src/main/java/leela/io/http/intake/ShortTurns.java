package leela.io.http.intake;

import io.netty.channel.ChannelHandlerContext;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import leela.engine.runtime.Clock;

/**
 * Tasks that other threads have for the loop, in their order: it runs them for half a millisecond, then looks at its
 * sockets. Netty alone would run them for as long as new ones come, up to a second: a hundred readers of long answers
 * kept whoever asked for little waiting for 150 ms.
 * Thread: {@link #execute} any; tasks run on the loop.
 * Memory: an entry for each task; there are as many as pages under way.
 * Units: ns.
 */
public final class ShortTurns implements Executor {

    static final long TURN_NS = 500_000;

    private final Executor loop;
    private final Executor behindSockets;
    private final Clock clock;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** A turn is to come, or goes on. */
    private final AtomicBoolean isDue = new AtomicBoolean();

    /** {@code behindSockets}, called on the loop, runs a task when that has looked at its sockets. */
    public ShortTurns(final Executor loop, final Executor behindSockets, final Clock clock) {
        this.loop = loop;
        this.behindSockets = behindSockets;
        this.clock = clock;
    }

    @Override
    public void execute(final Runnable task) {
        tasks.add(task);
        if (isDue.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
        final long beginNs = clock.ticksNs();
        try {
            Runnable task = tasks.poll();
            while (task != null) {
                task.run();
                task = clock.ticksNs() - beginNs < TURN_NS ? tasks.poll() : null;
            }
        } finally {
            isDue.set(false);
            if (!tasks.isEmpty() && isDue.compareAndSet(false, true)) {
                behindSockets.execute(this::turn);
            }
        }
    }

    /** Runs what is left, at the loop's end. Thread: the loop's. */
    public void runAll() {
        Runnable task = tasks.poll();
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
    }

    /** Runs it on the loop once that has looked at its sockets: plain tasks that beget others have it for a second. */
    public static void behindSockets(final ChannelHandlerContext ctx, final Runnable step) {
        ctx.executor().schedule(step, 0, TimeUnit.NANOSECONDS).addListener(done -> {});
    }
}
