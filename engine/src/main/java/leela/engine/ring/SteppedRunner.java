package leela.engine.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/**
 * Runs the handlers when it is told to, on the thread that says so.
 * Thread: {@link #step} and {@link #halt} the one that built it; publishing any.
 * Memory: nothing per entry.
 */
final class SteppedRunner implements Runner {

    private final RingBuffer<Slot> buffer;
    private final Stage stage;
    private final Sequence shown = new Sequence();
    /** Who steps: it would wait for itself in a full ring. */
    private final Thread owner = Thread.currentThread();

    SteppedRunner(final int capacity, final Stage stage) {
        this.stage = stage;
        buffer = RingBuffer.createMultiProducer(Slot::new, capacity, Waiting.BLOCKING.strategy());
        buffer.addGatingSequences(shown);
    }

    @Override
    public RingBuffer<Slot> buffer() {
        return buffer;
    }

    @Override
    public void start() {
        // the caller steps
    }

    @Override
    public void step() {
        stage.enter();
        try {
            for (long next = shown.get() + 1; buffer.isAvailable(next); next++) {
                show(next);
            }
        } finally {
            stage.exit();
        }
    }

    /** An entry whose handler throws has been shown all the same. */
    private void show(final long sequence) {
        try {
            stage.onEvent(buffer.get(sequence), sequence, !buffer.isAvailable(sequence + 1));
        } finally {
            shown.set(sequence);
        }
    }

    @Override
    public void onFull() {
        if (Thread.currentThread() == owner) {
            step();
        } else {
            Runner.super.onFull();
        }
    }

    @Override
    public void showRest() {
        step();
    }

    @Override
    public void halt() {
        stage.onShutdown();
    }

    @Override
    public boolean hasEnded() {
        return stage.hasEnded();
    }
}
