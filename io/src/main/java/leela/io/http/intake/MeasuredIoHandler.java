package leela.io.http.intake;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;

/**
 * Tells how long the turns of a loop are: Netty waits and reads within one call, and says of it how long it read; what
 * the loop does until the next call belongs to the same turn.
 * Thread: the loop's.
 * Memory: nothing a turn.
 * Units: nanoseconds.
 */
public final class MeasuredIoHandler implements IoHandler {

    private final IoHandler measured;
    private final Clock clock;
    private final Context context = new Context();
    private DutyCycle cycle;
    private long returnedNs;

    private MeasuredIoHandler(final IoHandler measured, final Clock clock) {
        this.measured = measured;
        this.clock = clock;
    }

    /** Handlers like those of {@code measured}. */
    public static IoHandlerFactory of(final IoHandlerFactory measured, final Clock clock) {
        return executor -> new MeasuredIoHandler(measured.newHandler(executor), clock);
    }

    @Override
    public int run(final IoHandlerContext netty) {
        if (cycle == null) {
            cycle = DutyCycle.ofThisThread();
        } else {
            final long nowNs = clock.ticksNs();
            cycle.add(context.activeNs + nowNs - returnedNs, nowNs);
        }
        context.netty = netty;
        context.activeNs = 0;
        final int ready = measured.run(context);
        returnedNs = clock.ticksNs();
        return ready;
    }

    @Override
    public void initialize() {
        measured.initialize();
    }

    @Override
    public void prepareToDestroy() {
        measured.prepareToDestroy();
    }

    @Override
    public void destroy() {
        measured.destroy();
    }

    @Override
    public IoRegistration register(final IoHandle handle) throws Exception {
        return measured.register(handle);
    }

    @Override
    public void wakeup() {
        measured.wakeup();
    }

    @Override
    public boolean isCompatible(final Class<? extends IoHandle> type) {
        return measured.isCompatible(type);
    }

    /** Netty's, which asks for how long it read. */
    private static final class Context implements IoHandlerContext {

        private IoHandlerContext netty;
        private long activeNs;

        @Override
        public boolean canBlock() {
            return netty.canBlock();
        }

        @Override
        public long delayNanos(final long nowNs) {
            return netty.delayNanos(nowNs);
        }

        @Override
        public long deadlineNanos() {
            return netty.deadlineNanos();
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return true;
        }

        @Override
        public void reportActiveIoTime(final long tookNs) {
            activeNs += tookNs;
        }
    }
}
