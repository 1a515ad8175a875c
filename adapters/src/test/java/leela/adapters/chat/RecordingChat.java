package leela.adapters.chat;

import leela.engine.notify.RecordingNotifier;
import leela.engine.spi.Chat;
import leela.engine.spi.PartState;

/** A chat that keeps what it is given, and is connected or not as the test wants. */
final class RecordingChat extends RecordingNotifier implements Chat {

    @Override
    public void start(final Listener listener) {
        listener.onReady();
    }

    @Override
    public PartState state() {
        return new PartState(isConnected, "as the test wants", 0, "");
    }

    @Override
    public void close() {
        isConnected = false;
    }
}
