package leela.ops.admin;

import java.nio.channels.Selector;
import java.util.function.Consumer;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.io.socket.PeerAccess;
import leela.io.socket.ReceiverContext;
import org.agrona.ErrorHandler;

/**
 * What all connections of the control socket share.
 * Thread: {@code leela-control}.
 *
 * @param patienceNs how long a client may take for a request, or to read a batch of an answer
 * @param onClosed   is told of a connection that has ended
 */
record ControlContext(
        CommandTable commands,
        CommandWorker worker,
        PeerAccess peers,
        Selector selector,
        long patienceNs,
        ReceiverContext receiver,
        Consumer<ControlConnection> onClosed) {

    Clock clock() {
        return receiver.clock();
    }

    Counters counters() {
        return receiver.counters();
    }

    ErrorHandler onError() {
        return receiver.onError();
    }
}
