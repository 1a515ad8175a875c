package leela.ops.check;

import java.util.Locale;
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
import leela.io.input.text.TextCounter;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
import leela.ops.config.Config;

/**
 * A format that lines may have, with the engine's own decoder of it.
 * Thread: immutable.
 */
public enum Format {
    /** The text protocol, all of it. */
    TEXT("", (producer, counters, config) -> new TextDecoder(producer, new TextDialect(true, true, true, true, false))),
    GRAPHITE("PATH VALUE TIME", (producer, counters, config) -> new GraphiteDatagrams().decoder(producer)),
    OPENTSDB(
            "put METRIC TIME VALUE TAG=VALUE",
            (producer, counters, config) -> new LineDatagrams(producer, new PutLines(producer, ""))),
    INFLUX(
            "MEASUREMENT,TAG=VALUE FIELD=VALUE TIME",
            (producer, counters, config) -> new InfluxProtocol(counters).decoder(producer)),
    /** A window for each datagram. */
    STATSD("NAME:VALUE|TYPE, where TYPE is c, g, ms, h, d or s", Format::statsd);

    private final String form;
    private final Reading reading;

    /** How its lines are read. */
    @FunctionalInterface
    private interface Reading {
        DatagramDecoder decoder(Producer producer, Counters counters, Config config);
    }

    Format(final String form, final Reading reading) {
        this.form = form;
        this.reading = reading;
    }

    /** What its lines look like; empty for the text protocol. */
    public String form() {
        return form;
    }

    /** Which section of the configuration takes it, where, and whether it does; empty for what is taken without one. */
    public String takenBy(final Config config) {
        return switch (this) {
            case TEXT -> "";
            case GRAPHITE ->
                section(
                        config.graphite().lines().enabled(),
                        "TCP and UDP " + config.graphite().lines().port());
            case OPENTSDB ->
                section(config.opentsdb().enabled(), "TCP " + config.opentsdb().port());
            case INFLUX ->
                section(
                        config.influx().enabled(),
                        "POST /write and UDP " + config.influx().port());
            case STATSD ->
                section(
                        config.statsd().udp().enabled(),
                        "UDP " + config.statsd().udp().port() + " and the unix socket "
                                + config.statsd().socket());
        };
    }

    private String section(final boolean isEnabled, final String where) {
        final String name = name().toLowerCase(Locale.ROOT);
        return "[" + name + "], " + where + (isEnabled ? "" : "; it is off: " + name + ".enabled is false");
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

    DatagramDecoder decoder(final Producer producer, final Counters counters, final Config config) {
        return reading.decoder(producer, counters, config);
    }

    private static DatagramDecoder statsd(final Producer producer, final Counters counters, final Config config) {
        return (datagram, length, arrivalNs) -> {
            try (Statsd statsd = new Statsd(config.statsd().settings(), producer, counters)) {
                statsd.overUdp().decoder(producer).decode(datagram, length, arrivalNs);
            }
        };
    }
}
