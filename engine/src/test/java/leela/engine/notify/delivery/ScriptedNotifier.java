package leela.engine.notify.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import leela.engine.alert.Transition;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;

/** A notifier that keeps what it is given, and answers as the test wants. */
public final class ScriptedNotifier implements Notifier<Notice> {

    public final List<Notice> taken = new ArrayList<>();
    /** The next outcomes; behind them all are confirmed. Null: none comes. */
    public final ArrayDeque<Outcome> outcomes = new ArrayDeque<>();

    public boolean isConnected = true;
    public boolean isSilent;
    public boolean isFull;
    public Consumer<Outcome> last = outcome -> {};

    @Override
    public boolean isConnected() {
        return isConnected;
    }

    @Override
    public boolean trySend(final String to, final Notice notice, final Consumer<Outcome> onOutcome) {
        if (isFull) {
            return false;
        }
        taken.add(notice);
        last = onOutcome;
        if (!isSilent) {
            onOutcome.accept(outcomes.isEmpty() ? Outcome.CONFIRMED : outcomes.remove());
        }
        return true;
    }

    /** The numbers of each notice, such as {@code [[1, 2], [3]]}. */
    public List<List<Long>> numbers() {
        return taken.stream()
                .map(notice ->
                        notice.transitions().stream().map(Transition::number).toList())
                .toList();
    }
}
