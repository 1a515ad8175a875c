package leela.adapters.chat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.spi.Chat;

/** A chat that keeps what it is given, and is there or away as the test wants. */
final class RecordingChat implements Chat {

    boolean isConnected = true;
    int room = Integer.MAX_VALUE;
    private final List<String> sent = new ArrayList<>();

    @Override
    public void start(final Listener listener) {
        listener.onReady();
    }

    @Override
    public boolean isConnected() {
        return isConnected;
    }

    @Override
    public boolean trySend(final String to, final String body) {
        if (!isConnected || room == 0) {
            return false;
        }
        room--;
        sent.add(to + " " + body);
        return true;
    }

    /** What was given since this was last asked. */
    List<String> take() {
        final List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    @Override
    public void close() {
        isConnected = false;
    }
}
