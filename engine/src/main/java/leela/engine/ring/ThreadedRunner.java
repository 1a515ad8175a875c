package leela.engine.ring;

import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.EventHandlerGroup;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.agrona.ErrorHandler;

/**
 * Runs each stage on a thread of its own, the timeline's before the others; the Disruptor's wait strategy tells them
 * what was published.
 * Thread: the one that builds and closes the pipeline.
 */
final class ThreadedRunner implements Runner {

    private final Disruptor<Slot> disruptor;
    private final List<Stage> stages;

    ThreadedRunner(
            final int capacity,
            final Waiting waiting,
            final List<Stage> stages,
            final ThreadFactory threads,
            final ErrorHandler onError) {
        this.stages = stages;
        disruptor = new Disruptor<>(Slot::new, capacity, threads, ProducerType.MULTI, waiting.strategy());
        disruptor.setDefaultExceptionHandler(new Report(onError));
        final EventHandlerGroup<Slot> first = disruptor.handleEventsWith(stages.get(0));
        if (stages.size() > 1) {
            first.then(stages.subList(1, stages.size()).toArray(Stage[]::new));
        }
    }

    @Override
    public RingBuffer<Slot> buffer() {
        return disruptor.getRingBuffer();
    }

    @Override
    public void start() {
        disruptor.start();
    }

    @Override
    public void halt() {
        disruptor.halt();
    }

    @Override
    public boolean hasEnded() {
        return stages.stream().allMatch(Stage::hasEnded);
    }

    /** Stages catch what handlers throw; this is for what escapes a stage itself. The default would end the thread. */
    private record Report(ErrorHandler onError) implements ExceptionHandler<Slot> {

        @Override
        public void handleEventException(final Throwable fault, final long sequence, final Slot slot) {
            onError.onError(fault);
        }

        @Override
        public void handleOnStartException(final Throwable fault) {
            onError.onError(fault);
        }

        @Override
        public void handleOnShutdownException(final Throwable fault) {
            onError.onError(fault);
        }
    }
}
