package leela.adapters.notice;

import java.util.function.Consumer;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;

/** Notices as text, by what takes texts. Thread: as those. */
public record TextNotifier(Notifier<String> texts, NoticeText format) implements Notifier<Notice> {

    @Override
    public boolean isConnected() {
        return texts.isConnected();
    }

    @Override
    public boolean trySend(final String to, final Notice notice, final Consumer<Outcome> onOutcome) {
        return texts.trySend(to, format.write(notice), onOutcome);
    }
}
