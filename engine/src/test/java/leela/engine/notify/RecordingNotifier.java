package leela.engine.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A notifier that keeps what it is given, and is connected or not as the test wants. */
public class RecordingNotifier implements Notifier<String> {

    public boolean isConnected = true;
    public int room = Integer.MAX_VALUE;
    private final List<String> sent = new ArrayList<>();

    @Override
    public final boolean isConnected() {
        return isConnected;
    }

    @Override
    public final boolean trySend(final String to, final String body, final Consumer<Outcome> onOutcome) {
        if (!isConnected || room == 0) {
            return false;
        }
        room--;
        sent.add(to + " " + body);
        onOutcome.accept(Outcome.CONFIRMED);
        return true;
    }

    /** What was given since this was last asked. */
    public final List<String> take() {
        final List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
