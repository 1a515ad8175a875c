package leela.ops.check;

import java.util.function.BiFunction;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.DatagramDecoder;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.graphite.GraphiteDatagrams;
import leela.io.input.influx.InfluxCounter;
import leela.io.input.influx.InfluxProtocol;
import leela.io.input.line.LineCounter;
import leela.io.input.line.LineDatagrams;
import leela.io.input.opentsdb.PutCounter;
import leela.io.input.opentsdb.PutLines;
import leela.io.input.statsd.Statsd;
import leela.io.input.statsd.StatsdCounter;
import leela.io.input.statsd.StatsdSettings;
import leela.io.input.text.TextCounter;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;

/**
 * A format that lines may have, with the engine's own decoder of it.
 * Thread: immutable.
 */
public enum Format {
    /** The text protocol, all of it. */
    TEXT("", (producer, counters) -> new TextDecoder(producer, new TextDialect(true, true, true, true, false))),
    GRAPHITE("[graphite], TCP and UDP 2003", (producer, counters) -> new GraphiteDatagrams().decoder(producer)),
    OPENTSDB("[opentsdb], TCP 4242", (producer, counters) -> new LineDatagrams(producer, new PutLines(producer, ""))),
    INFLUX(
            "[influx], POST /write and UDP 8089",
            (producer, counters) -> new InfluxProtocol(counters).decoder(producer)),
    /** A window for each datagram. */
    STATSD("[statsd], UDP 8125 and the unix socket statsd", Format::statsd);

    private final String section;
    private final BiFunction<Producer, Counters, DatagramDecoder> decoder;

    Format(final String section, final BiFunction<Producer, Counters, DatagramDecoder> decoder) {
        this.section = section;
        this.decoder = decoder;
    }

    /** Which section of the configuration takes it, and where; empty for what is taken without one. */
    public String section() {
        return section;
    }

    /** Whose limits hold. */
    Source source() {
        return TextProtocol.DATABUS.source();
    }

    /** All that decoders of these formats count. */
    static Counters counters() {
        return Counters.inMemory(
                TextCounter.values(),
                LineCounter.values(),
                GraphiteCounter.values(),
                PutCounter.values(),
                InfluxCounter.values(),
                StatsdCounter.values());
    }

    DatagramDecoder decoder(final Producer producer, final Counters counters) {
        return decoder.apply(producer, counters);
    }

    private static DatagramDecoder statsd(final Producer producer, final Counters counters) {
        return (datagram, length, arrivalNs) -> {
            try (Statsd statsd = new Statsd(StatsdSettings.DEFAULT, producer, counters)) {
                statsd.overUdp().decoder(producer).decode(datagram, length, arrivalNs);
            }
        };
    }
}
