package leela.ops.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import leela.engine.counters.CounterDescription;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusal;
import leela.engine.refusal.Refusals;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Slot;
import leela.engine.ring.Source;
import leela.engine.runtime.Clock;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.SystemClock;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.Timeline;
import leela.ops.config.Config;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the engine makes of one entry: found by sending it through a small engine of its own, with
 * the real decoder, limits and rules.
 * Thread: any.
 *
 * @param key       of the entry; empty where it was rejected
 * @param reason    why it was rejected; empty where it was not
 * @param sentences for people, one a line
 */
public record Explanation(byte[] key, String reason, List<String> sentences) {

    public boolean isRejected() {
        return !reason.isEmpty();
    }

    /** Explains each entry of the text protocol. */
    public static List<Explanation> of(final byte[] line, final Config config) {
        return of(Format.TEXT, line, config);
    }

    /** Explains each entry of these bytes as an engine with this configuration would read it now. */
    public static List<Explanation> of(final Format format, final byte[] line, final Config config) {
        final Counters counters = Format.counters();
        final Clock clock = new SystemClock();
        final SeriesTable table = new SeriesTable(Producer.BATCH, counters);
        final Timeline timeline =
                new Timeline(config.timeline().rules(), config.timeline().ttl().toNanos(), table, counters);
        final Witness witness = new Witness(timeline, counters);
        final HandlerGraph pipeline = new HandlerGraph(
                RingConfig.stepped(RingConfig.MIN_CAPACITY),
                List.of(witness),
                body -> {
                    throw new IllegalStateException("stepped handlers need no thread");
                },
                counters,
                LangUtil::rethrowUnchecked);
        final Source source = format.source();
        final Refusals refusals = new Refusals((refusal, count) -> {});
        final Producer producer =
                new Producer(pipeline.ring(), table, config.limits(source), counters, source, refusals);
        format.decoder(producer, counters, config).decode(new UnsafeBuffer(line), line.length, clock.timeNs());
        pipeline.step();
        final List<Explanation> all = new ArrayList<>(witness.explanations);
        for (final CounterDescription id : counters.descriptions().family("metrics.rejected")) {
            if (counters.read(id) > 0) {
                final String reason = refusals.newestFirst().stream()
                        .filter(refusal -> refusal.cause().equals(id.labelValue()))
                        .findFirst()
                        .map(Refusal::reason)
                        .orElse(id.help());
                final String sentence = "rejected  " + counters.read(id) + " × " + id.labelValue() + ": " + reason;
                all.add(new Explanation(new byte[0], reason, List.of(sentence)));
            }
        }
        return all;
    }

    /** Stands before the timeline and notes what goes in and what comes out. */
    private static final class Witness implements Handler {

        private final Timeline timeline;
        private final Counters counters;
        private final List<Explanation> explanations = new ArrayList<>();

        Witness(final Timeline timeline, final Counters counters) {
            this.timeline = timeline;
            this.counters = counters;
        }

        @Override
        public String name() {
            return timeline.name();
        }

        @Override
        public void onEntry(final Slot slot) {
            final List<String> sentences = new ArrayList<>();
            sentences.add("read as   " + reading(slot));
            sentences.add("key       " + PrintableText.ofKey(slot.series().key()) + " ("
                    + slot.series().key().length + " bytes)");
            final Map<CounterDescription, Long> before = absorbed();
            timeline.onEntry(slot);
            timeline.onBatchEnd();
            sentences.add("timeline  " + outcome(slot, before));
            explanations.add(new Explanation(slot.series().key(), "", List.copyOf(sentences)));
        }

        private static String reading(final Slot slot) {
            final String at = " at " + Instant.ofEpochSecond(0, slot.timeNs());
            return switch (slot.kind()) {
                case METRIC -> slot.type().name().toLowerCase(Locale.ROOT) + " of " + value(slot) + at;
                case DATA ->
                    "data, " + slot.document().length + " bytes of JSON" + at + ": "
                            + PrintableText.of(slot.document());
                default -> "event of " + slot.value() + at;
            };
        }

        private static String value(final Slot slot) {
            if (!slot.isIntegral()) {
                return Double.toString(slot.value());
            }
            return slot.type() == MetricType.DERIVE ? Long.toString(slot.bits()) : Long.toUnsignedString(slot.bits());
        }

        private String outcome(final Slot slot, final Map<CounterDescription, Long> before) {
            if (slot.kind() == Slot.Kind.EVENT) {
                return "gives the event " + slot.value() + " at " + Instant.ofEpochSecond(0, slot.timeNs());
            }
            for (final Map.Entry<CounterDescription, Long> now : absorbed().entrySet()) {
                if (now.getValue() > before.get(now.getKey())) {
                    return "absorbs it, where the key is new (" + now.getKey().labelValue() + "): "
                            + now.getKey().help();
                }
            }
            return "passes it on as it is";
        }

        private Map<CounterDescription, Long> absorbed() {
            final Map<CounterDescription, Long> readings = new LinkedHashMap<>();
            counters.descriptions().family("metrics.absorbed").forEach(one -> readings.put(one, counters.read(one)));
            return readings;
        }
    }
}
