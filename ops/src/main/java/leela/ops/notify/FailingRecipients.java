package leela.ops.notify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import leela.engine.notify.delivery.RecipientFigures;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of recipients that take no messages, of each change that one has refused or that was given up, and when
 * one takes them again.
 * Thread: one.
 * Memory: as many lines as there are recipients.
 */
final class FailingRecipients {

    private final Consumer<String> log;
    private final Map<String, Known> known = new HashMap<>();

    /** What the log was told of one. */
    private record Known(boolean isWorking, long lost) {}

    FailingRecipients() {
        this(line -> LoggerFactory.getLogger(FailingRecipients.class).warn(line));
    }

    FailingRecipients(final Consumer<String> log) {
        this.log = log;
    }

    /** A line for each that has changed since the last look. */
    void look(final List<RecipientFigures> figures) {
        for (final RecipientFigures one : figures) {
            final Known now = new Known(one.state().isWorking(), one.refused() + one.givenUp());
            final Known before = known.getOrDefault(one.name(), new Known(true, 0));
            known.put(one.name(), now);
            if (now.lost() > before.lost() || !now.isWorking() && before.isWorking()) {
                log.accept("event=recipient_failing recipient=\"" + one.name() + "\" way=" + one.way() + " lost_now="
                        + (now.lost() - before.lost()) + " pending=" + one.pending() + " state=\""
                        + one.state().sentence().replace('"', '\'') + "\" hint=\"leela why tells of each alert,"
                        + " leela notify NAME tries again\"");
            } else if (now.isWorking() && !before.isWorking()) {
                log.accept("event=recipient_works recipient=\"" + one.name() + "\" way=" + one.way());
            }
        }
    }
}
