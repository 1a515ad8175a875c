package leela.io.input.statsd;

import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.engine.runtime.HeapShare;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramProtocol;
import leela.io.input.line.LineDatagrams;

/**
 * statsd's values, whatever socket they come to, and the points made of them at the end of each window.
 * Thread: any; see {@link Windows}.
 */
public final class Statsd implements AutoCloseable {

    /** The account of the points that windows give. */
    public static final Source FLUSHED = Source.waiting(StatsdCounter.FLUSHED);

    private static final Source SOURCE = Source.waiting(StatsdCounter.RECEIVED);

    private final Windows windows;

    /** {@code producer} takes the points of the windows, and is from here on this one's alone. */
    public Statsd(final StatsdSettings settings, final Producer producer, final Counters counters) {
        this(settings, producer, HeapShare.TIMERS.bytes(), HeapShare.WINDOWS.bytes(), counters);
    }

    Statsd(
            final StatsdSettings settings,
            final Producer producer,
            final long timersBytes,
            final long namesBytes,
            final Counters counters) {
        windows = new Windows(settings, producer, timersBytes, namesBytes, counters);
    }

    /** As it comes over UDP. */
    public DatagramProtocol overUdp() {
        return new Values(StatsdCounter.DATAGRAMS);
    }

    /** As local programs send it. */
    public DatagramProtocol overUnix() {
        return new Values(StatsdCounter.UNIX_DATAGRAMS);
    }

    /** Ends the window if it is over at {@code nowNs}: to be called now and then, since nothing may come. */
    public void roll(final long nowNs) {
        synchronized (windows) {
            windows.roll(nowNs);
        }
    }

    /** Ends the window that is open; nothing comes any more. */
    @Override
    public void close() {
        synchronized (windows) {
            windows.end();
        }
    }

    /** What one socket brings. */
    private final class Values implements DatagramProtocol {

        private final Counter datagrams;

        private Values(final Counter datagrams) {
            this.datagrams = datagrams;
        }

        @Override
        public Source source() {
            return SOURCE;
        }

        @Override
        public DatagramDecoder decoder(final Producer producer) {
            final StatLines lines = new StatLines(producer, windows);
            final LineDatagrams parted = new LineDatagrams(producer, lines);
            return (datagram, length, arrivalNs) -> {
                synchronized (windows) {
                    windows.roll(arrivalNs);
                    parted.decode(datagram, length, arrivalNs);
                    lines.account();
                }
            };
        }

        @Override
        public Counter datagrams() {
            return datagrams;
        }
    }
}
