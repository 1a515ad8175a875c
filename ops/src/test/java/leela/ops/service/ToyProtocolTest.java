package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.engine.dmproc.language.Program;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.engine.series.MetricType;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramProtocol;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.io.transport.udp.UdpConfig;
import leela.ops.input.UdpInput;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A protocol of its own in one file: all that a new input takes is to be named to the service. */
final class ToyProtocolTest {

    private static final UdpConfig CONFIG = UdpConfig.onLoopback("toy", 0);

    @Test
    void shouldTakeAnInputThatNothingElseKnows(@TempDir final Path folder) throws Exception {
        final UdpInput toy = new UdpInput(CONFIG, ToyCounter.values(), ToyCounter.DROPPED, any -> new ToyProtocol());
        try (RunningService running = RunningService.with(toy, folder);
                ProcClient query = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parse("proc match 4|^toy id;".getBytes(StandardCharsets.UTF_8)))) {
            running.sendUdp("toy", "toy.speed=1.5".getBytes(StandardCharsets.UTF_8));
            running.sendUdp("toy", "no number".getBytes(StandardCharsets.UTF_8));

            final Event event = query.next();
            assertThat(new String(event.key(), StandardCharsets.UTF_8)).isEqualTo("toy.speed");
            assertThat(event.value()).isEqualTo(1.5);
            RunningService.await("both to be counted", () -> running.read(ToyCounter.RECEIVED) == 2);
            assertThat(running.read(ToyCounter.DATAGRAMS)).isEqualTo(2);
            assertThat(running.imbalance()).isZero();
            assertThat(running.service().counters().descriptions().family("metrics.received"))
                    .extracting(CounterDescription::label)
                    .contains("metrics.received{source=toy}");
        }
    }

    private enum ToyCounter implements Counter {
        RECEIVED("metrics.received", "source", "Values read from toys"),
        DATAGRAMS("udp.datagrams.received", "port", "Datagrams read from toys"),
        DROPPED("udp.kernel.dropped", "port", "Datagrams of toys that the kernel dropped");

        private final CounterDescription description;

        ToyCounter(final String family, final String label, final String help) {
            description = CounterDescription.counter(500 + ordinal(), family, label, "toy", help);
        }

        @Override
        public CounterDescription description() {
            return description;
        }
    }

    /** A datagram is {@code name=value}, a gauge of now. */
    private static final class ToyProtocol implements DatagramProtocol {

        private static final Source SOURCE = Source.waiting(ToyCounter.RECEIVED);

        @Override
        public Source source() {
            return SOURCE;
        }

        @Override
        public Counter datagrams() {
            return ToyCounter.DATAGRAMS;
        }

        @Override
        public DatagramDecoder decoder(final Producer producer) {
            return (datagram, length, arrivalNs) -> {
                producer.begin(arrivalNs);
                decode(datagram, length, arrivalNs, producer);
                producer.end();
            };
        }

        private static void decode(
                final MutableDirectBuffer datagram, final int length, final long arrivalNs, final Producer producer) {
            final String text = datagram.getStringWithoutLengthAscii(0, length);
            final int equals = text.indexOf('=');
            if (equals < 0) {
                producer.malformed();
            } else {
                final double value = Double.parseDouble(text.substring(equals + 1));
                producer.metric(MetricType.GAUGE, datagram, 0, equals, value, arrivalNs);
            }
        }
    }
}
