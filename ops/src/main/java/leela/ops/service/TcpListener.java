package leela.ops.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import leela.io.socket.MemoryBudget;
import leela.io.socket.ReceiverContext;
import leela.io.transport.tcp.TcpReceiver;
import leela.ops.input.TcpInput;

/**
 * One TCP port, and the thread that reads its connections.
 * Thread: the one that builds and closes the service; the receiver has its own.
 * Errors: {@link StartException} where the port cannot be had.
 */
final class TcpListener implements AutoCloseable {

    private final String name;
    private final TcpReceiver receiver;
    private final List<Listener> listeners = new ArrayList<>();

    TcpListener(final TcpInput input, final EngineCore core, final MemoryBudget memory, final ReceiverContext context) {
        name = input.name();
        try {
            receiver = new TcpReceiver(
                    "leela-" + name,
                    input.config(),
                    input.protocol().input(core.producer(input.protocol().source())),
                    memory,
                    context);
            for (final InetSocketAddress address : receiver.addresses()) {
                listeners.add(new Listener(name, Addresses.text(address)));
            }
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    void start() {
        receiver.start();
    }

    /** One for each address. */
    List<Listener> listeners() {
        return listeners;
    }

    @Override
    public void close() {
        receiver.close();
    }
}
