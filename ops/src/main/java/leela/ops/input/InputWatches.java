package leela.ops.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusals;
import leela.engine.runtime.Clock;
import leela.engine.series.SeriesTable;
import leela.io.http.status.Readiness;
import leela.io.input.statsd.StatsdCounter;

/**
 * All that is watched of what comes in: new series, the room for them, clocks, and what the kernel drops.
 * Thread: {@link #look} one; {@link #parts} any.
 */
public final class InputWatches {

    private final NewSeriesWatch newSeries;
    private final SeriesRoomWatch room;
    private final SenderClockWatch clocks;
    private final ClockStepWatch steps;
    private final KernelDropsWatch drops;

    public InputWatches(
            final SeriesTable table,
            final Refusals refusals,
            final List<UdpInput> inputs,
            final Clock clock,
            final Counters counters) {
        newSeries = new NewSeriesWatch(table, clock);
        room = new SeriesRoomWatch(table, clock);
        clocks = new SenderClockWatch(refusals.clocks(), clock, counters);
        steps = new ClockStepWatch(clock);
        final Map<String, Counter> ports = new LinkedHashMap<>();
        inputs.forEach(input -> ports.put(input.name(), input.kernelDropped()));
        ports.put("statsd", StatsdCounter.KERNEL_DROPS);
        drops = new KernelDropsWatch(ports, counters);
    }

    /** Each five seconds. */
    public void look() {
        newSeries.look();
        room.look();
        clocks.look();
        steps.look();
        drops.look();
    }

    /** What there is to tell. */
    public List<Readiness.Part> parts() {
        return Stream.of(newSeries.parts(), room.parts(), clocks.parts(), steps.parts(), drops.parts())
                .flatMap(List::stream)
                .toList();
    }
}
