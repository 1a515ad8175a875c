package leela.io.transport;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramInput;
import leela.io.socket.DatagramBatch;
import leela.io.socket.ReceiverContext;

/**
 * The thread that reads a socket into a decoder, a batch of datagrams at a time. When the ring is full the decoder
 * waits, and the socket is not read on. At the end, what the kernel still holds is read first.
 * Thread: {@link #start} and {@link #end} any, one after the other; the reading is its own thread's.
 * Memory: nothing per datagram.
 * Errors: a datagram that fails costs itself alone; what reading throws goes to the error handler, and reading goes on.
 */
public final class DatagramLoop {

    private static final long END_TIMEOUT_NS = 2 * Clock.NANOS_PER_SECOND;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** A socket as the loop sees it. Thread: the loop's; {@link #wake} any. */
    public interface Socket {

        /** Takes datagrams that stand in line; where there are none, waits for one or until it is woken. How many. */
        int await() throws IOException;

        /** Takes datagrams that stand in line, without waiting; how many. */
        int receive() throws IOException;

        /** What was taken last. */
        DatagramBatch batch();

        /** Sends bytes back to whoever sent a datagram of the batch; whether it did. */
        boolean answer(int index, byte[] bytes) throws IOException;

        /** Who sent a datagram of the batch, for people; allocates. */
        String sender(int index);

        /** The number that stands for whoever sent it. */
        long account(int index);

        /** Number of the user who sent a datagram of the batch. */
        default int user(final int index) {
            return DatagramDecoder.UNKNOWN_USER;
        }

        /** Ends a wait. */
        void wake() throws IOException;
    }

    private final Socket socket;
    private final DatagramInput input;
    private final ReceiverContext context;
    private final Thread thread;
    private volatile boolean isEnding;
    private int inHand;
    /** The thread's, once it runs. */
    private DutyCycle cycle;

    /** Reads nothing before {@link #start}; {@code name} is the thread's, at most 15 characters. */
    public DatagramLoop(
            final String name, final Socket socket, final DatagramInput input, final ReceiverContext context) {
        this.socket = socket;
        this.input = input;
        this.context = context;
        input.sender(() -> socket.sender(inHand), () -> socket.account(inHand));
        input.decoder().users(() -> socket.user(inHand));
        thread = NamedThreads.named(name, context.onError(), this::run);
    }

    public void start() {
        thread.start();
    }

    /** Reads what the kernel still holds, and ends; takes at most two seconds. The socket is to be closed behind it. */
    public void end() {
        isEnding = true;
        try {
            socket.wake();
            thread.join(END_TIMEOUT_NS / NANOS_PER_MILLI);
        } catch (final IOException failed) {
            context.onError().onError(failed);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        cycle = DutyCycle.ofThisThread();
        try {
            while (!isEnding) {
                read(true);
            }
            final long deadlineNs = context.clock().ticksNs() + END_TIMEOUT_NS / 2;
            while (context.clock().ticksNs() - deadlineNs < 0 && read(false)) {
                // until the kernel has no more
            }
        } catch (final ClosedChannelException | ClosedSelectorException closed) {
            return;
        }
    }

    /** Reads what stands in line and publishes it together; false if there was nothing. */
    private boolean read(final boolean waits) throws ClosedChannelException {
        try {
            final int count = waits ? socket.await() : socket.receive();
            if (count > 0) {
                cycle.begin(context.clock().ticksNs());
                context.counters().add(input.datagrams(), count);
                decodeAll(count, context.clock().timeNs());
                cycle.end(context.clock().ticksNs());
            }
            return count > 0;
        } catch (final ClosedChannelException closed) {
            throw closed;
        } catch (final IOException | RuntimeException failed) {
            if (failed instanceof ClosedSelectorException closed) {
                throw closed;
            }
            context.onError().onError(failed);
            return true;
        }
    }

    private void decodeAll(final int count, final long nowNs) {
        input.beginBatch();
        for (int i = 0; i < count; i++) {
            try {
                decode(i, nowNs);
            } catch (final IOException | RuntimeException failed) {
                context.onError().onError(failed);
            }
        }
        input.endBatch();
    }

    private void decode(final int index, final long nowNs) throws IOException {
        inHand = index;
        final DatagramBatch batch = socket.batch();
        final int length = batch.length(index);
        final byte[] answer = input.decoder().answerTo(batch.datagram(index), length);
        if (answer == DatagramDecoder.NO_ANSWER) {
            input.from(batch.senderNumber(index));
            input.decoder().decode(batch.datagram(index), length, nowNs);
        } else if (socket.answer(index, answer)) {
            context.counters().increment(input.answered());
        }
    }
}
