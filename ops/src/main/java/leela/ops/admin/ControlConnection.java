package leela.ops.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the control socket: a request in, its answer out, and so on until the client ends it.
 * Thread: {@code leela-control}.
 * Memory: room for the longest request, and a batch of lines of the answer.
 * Errors: a request that makes no sense is answered with why; one that is too long ends the connection, too.
 */
final class ControlConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);
    private static final int BATCH = 65_536;

    private final SocketChannel channel;
    private final ControlContext context;
    private final SelectionKey key;
    private final ByteBuffer received = ByteBuffer.allocate(ControlLine.MAX_REQUEST);
    private ByteBuffer output = ByteBuffer.allocate(0);
    private Answer answer;
    private boolean isRunning;
    /** Nothing more is read: the client has shut its side down, or sends what has no end. */
    private boolean isLast;

    private long deadlineNs;

    /** A client that has just connected, and does not block. */
    ControlConnection(final SocketChannel channel, final ControlContext context) throws IOException {
        this.channel = channel;
        this.context = context;
        key = channel.register(context.selector(), SelectionKey.OP_READ, this);
        extend();
    }

    /** What the socket is ready for. */
    void onReady() {
        try {
            if (key.isValid() && key.isReadable()) {
                read();
            } else if (key.isValid() && key.isWritable()) {
                goOn();
            }
        } catch (final IOException gone) {
            close();
        }
    }

    /** Nanoseconds until it is too slow; without a limit while its command runs. */
    long remainingNs() {
        return isRunning ? Long.MAX_VALUE : deadlineNs - context.clock().ticksNs();
    }

    /** Whether a client waits for us. */
    boolean isBusy() {
        return isRunning || answer != null;
    }

    void close() {
        try {
            channel.close();
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
        context.onClosed().accept(this);
    }

    private void goOn() throws IOException {
        if (answer == null) {
            takeRequest();
        } else {
            write();
        }
    }

    private void read() throws IOException {
        if (channel.read(received) < 0) {
            isLast = true;
        }
        takeRequest();
    }

    /** Takes up the next request that has come whole; else waits for it, or ends. */
    private void takeRequest() throws IOException {
        final int length = lineLength();
        if (length >= 0) {
            final byte[] line = Arrays.copyOf(received.array(), length);
            received.flip().position(Math.min(length + 1, received.limit()));
            received.compact();
            answer(line);
        } else if (!received.hasRemaining()) {
            isLast = true;
            received.clear();
            context.counters().increment(ControlCounter.REQUESTS);
            say(refusal("the request is longer than " + ControlLine.MAX_REQUEST + " bytes"));
        } else if (isLast) {
            close();
        } else {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** Bytes of the first line, -1 if it is not whole; the end of the stream ends a line, too. */
    private int lineLength() {
        for (int i = 0; i < received.position(); i++) {
            if (received.get(i) == ControlLine.END) {
                return i;
            }
        }
        return isLast && received.position() > 0 ? received.position() : -1;
    }

    private void answer(final byte[] line) throws IOException {
        context.counters().increment(ControlCounter.REQUESTS);
        try {
            final CommandTable.Call call = context.commands().call(line);
            if (call.command().isLong()) {
                runLong(call);
            } else {
                say(Answer.of(() -> call.run(caller()), context.onError()));
            }
        } catch (final ControlException refused) {
            say(refusal(refused.getMessage()));
        }
    }

    private void runLong(final CommandTable.Call call) {
        final String name = call.command().name();
        // asked here: what it is asked with is this thread's
        final ControlCommand.Caller caller = caller();
        context.worker()
                .run(
                        name,
                        () -> log(call.command(), Answer.of(() -> call.run(caller), context.onError())),
                        this::onDone);
        isRunning = true;
        key.interestOps(0);
    }

    private ControlCommand.Caller caller() {
        final int user = context.peers().user(channel);
        return new ControlCommand.Caller(user, context.peers().isOwner(user));
    }

    private void onDone(final Answer done) {
        isRunning = false;
        try {
            say(done);
        } catch (final IOException gone) {
            close();
        }
    }

    /** Who asked is looked up where nobody waits for it. */
    private Answer log(final ControlCommand asked, final Answer done) {
        final String command = asked.name();
        if (done.isFailed()) {
            LOG.warn(
                    "event=control_command command={} user={} failed=true reason=\"{}\"",
                    command,
                    user(),
                    done.reason());
        } else if (!asked.isLook()) {
            LOG.info("event=control_command command={} user={} failed=false", command, user());
        }
        return done;
    }

    private String user() {
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (final IOException | UnsupportedOperationException unknown) {
            return "unknown";
        }
    }

    private Answer refusal(final String reason) {
        return Answer.of(
                () -> {
                    throw new ControlException(reason);
                },
                context.onError());
    }

    private void say(final Answer next) throws IOException {
        answer = next;
        extend();
        write();
    }

    /** Writes a batch at most, so that other clients get their turn. */
    private void write() throws IOException {
        if (!output.hasRemaining()) {
            fill();
        }
        channel.write(output);
        if (output.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return;
        }
        extend();
        if (answer.isEnded()) {
            context.counters().add(ControlCounter.REQUESTS_FAILED, answer.isFailed() ? 1 : 0);
            answer = null;
        }
        // a request that has come already is no event of the socket: that there is room again brings us back to it
        key.interestOps(isIdle() ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    }

    private boolean isIdle() {
        return answer == null && received.position() == 0 && !isLast;
    }

    private void fill() {
        final ByteArrayOutputStream batch = new ByteArrayOutputStream();
        while (batch.size() < BATCH && !answer.isEnded()) {
            batch.writeBytes(answer.next());
        }
        output = ByteBuffer.wrap(batch.toByteArray());
    }

    /** The client has made way: its next request, or its taking of the next batch, has the whole time. */
    private void extend() {
        deadlineNs = context.clock().ticksNs() + context.patienceNs();
    }
}
