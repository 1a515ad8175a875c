package leela.ops.chat;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import leela.engine.runtime.Clock;
import leela.io.input.text.TextCounter;
import leela.ops.service.RunningService;

/** Sends metrics of the key {@code storm} at a rate, a hundred to a datagram. Thread: the test's. */
final class StormSender {

    private static final int PER_DATAGRAM = 100;

    private final RunningService engine;
    private final Clock clock;
    private final StringBuilder datagram = new StringBuilder();
    private long sent;

    StormSender(final RunningService engine, final Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /** Returns when the engine has received it all. */
    void send(final int perSecond, final int seconds) throws IOException {
        final long startNs = clock.ticksNs();
        final long gapNs = Clock.NANOS_PER_SECOND / (perSecond / PER_DATAGRAM);
        for (int i = 0; i < seconds * (perSecond / PER_DATAGRAM); i++) {
            while (clock.ticksNs() < startNs + i * gapNs) {
                LockSupport.parkNanos(startNs + i * gapNs - clock.ticksNs());
            }
            datagram.setLength(0);
            for (int j = 0; j < PER_DATAGRAM; j++) {
                datagram.append("gauge 5|storm ").append(sent++).append(" 1365500000.0;");
            }
            engine.sendUdp(datagram.toString());
        }
        RunningService.await("everything sent to be received", () -> engine.read(TextCounter.RECEIVED_UDP) == sent);
    }

    long sent() {
        return sent;
    }
}
