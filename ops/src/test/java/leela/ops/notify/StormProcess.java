package leela.ops.notify;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.notify.delivery.Transitions;
import leela.engine.notify.delivery.Unconfirmed;
import leela.engine.runtime.SystemClock;
import leela.ops.config.ConfigFile;

/**
 * A process that tells of a storm of alerts, and is killed by the test that started it. It prints what is unconfirmed
 * when it starts, {@code storm}, and {@code done} once everything up to the last number is settled.
 *
 * <pre>
 *   CONFIG_FILE DATA_FOLDER LAST_NUMBER
 * </pre>
 */
final class StormProcess {

    /** So far behind the newest that the outbox knows it begins again, as from a snapshot. */
    private static final long AGAIN = 50;

    private static final long PAUSE_NS = 200_000;
    private static final long LOOK_NS = 10_000_000;
    private static final int MOST_LOOKS = 6000;

    private StormProcess() {}

    public static void main(final String[] args) {
        final long last = Long.parseLong(args[2]);
        try (AlertMessages messages = new AlertMessages(
                ConfigFile.read(Path.of(args[0])).config(),
                Path.of(args[1]),
                Optional.empty(),
                new SystemClock(),
                Counters.inMemory(),
                Throwable::printStackTrace)) {
            print(messages);
            System.out.println("storm");
            messages.start();
            final long first = Math.max(1 + AGAIN, messages.highestAccepted()) - AGAIN;
            for (long number = first; number <= last; number++) {
                messages.onTransition(Transitions.firing(number, "web" + number % 7, "pager", "again"));
                LockSupport.parkNanos(PAUSE_NS);
            }
            for (int i = 0; !isSettled(messages, last); i++) {
                if (i == MOST_LOOKS) {
                    throw new IllegalStateException("not settled: " + messages.figures());
                }
                LockSupport.parkNanos(LOOK_NS);
            }
            print(messages);
        }
        System.out.println("done");
    }

    private static boolean isSettled(final AlertMessages messages, final long last) {
        return messages.highestAccepted() >= last && messages.figures().stream().allMatch(one -> one.pending() == 0);
    }

    private static void print(final AlertMessages messages) {
        for (final Unconfirmed one : messages.unconfirmed()) {
            for (final long number : one.numbers()) {
                System.out.println("unconfirmed " + one.recipient() + " " + number);
            }
        }
    }
}
