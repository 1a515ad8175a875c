package leela.adapters.chat;

import leela.engine.notify.RecordingNotifier;
import leela.engine.spi.Chat;

/** A chat that keeps what it is given, and is connected or not as the test wants. */
final class RecordingChat extends RecordingNotifier implements Chat {

    @Override
    public void start(final Listener listener) {
        listener.onReady();
    }

    @Override
    public void close() {
        isConnected = false;
    }
}
