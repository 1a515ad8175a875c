package leela.ops.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import leela.io.transport.unix.DatabusClient;
import leela.ops.client.Failure;
import leela.ops.config.Config;
import leela.ops.service.NativeLibraries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code leela send}: metrics, events and data from standard input to the databus of the running engine. Loses nothing:
 * it waits while the engine is busy.
 * Errors: 1 where no engine listens, or an entry is too long for a datagram.
 */
@Command(
        name = "send",
        description = "Send metrics from standard input to the running engine.",
        footerHeading = "%nExamples:%n",
        footer = {"  echo \"gauge 6|foobar 1.5 $(date +%%s).0;\" | leela send", "  leela send < metrics.txt"})
final class SendCommand implements Callable<Integer> {

    private static final int DATAGRAM = 8192;

    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() {
        final Config inForce = config.config();
        NativeLibraries.loadForSockets(inForce.leela());
        try (DatabusClient databus =
                new DatabusClient(inForce.leela().socket(inForce.timeline().databus()))) {
            send(System.in, databus);
            return ExitStatus.GOOD;
        } catch (final IOException failed) {
            throw new Failure(failed.getMessage() + "; is the engine running?", failed);
        }
    }

    /** What has been read is sent before more is waited for, so that whoever types sees it arrive. */
    private static void send(final InputStream in, final DatabusClient databus) throws IOException {
        final byte[] pending = new byte[DatabusClient.MAX_DATAGRAM];
        int size = 0;
        for (int read = in.read(pending); read >= 0; read = in.read(pending, size, pending.length - size)) {
            size += read;
            final int sent = sendWhole(pending, size, databus);
            size -= sent;
            System.arraycopy(pending, sent, pending, 0, size);
            if (size == pending.length) {
                throw new Failure("standard input holds an entry of more than " + pending.length + " bytes");
            }
        }
        databus.send(pending, 0, size);
    }

    /**
     * Cuts only behind a {@code ;} that ends a line, so that every datagram holds whole entries; how many bytes could
     * be sent.
     */
    private static int sendWhole(final byte[] pending, final int size, final DatabusClient databus) throws IOException {
        int start = 0;
        int cut = 0;
        for (int i = 0; i < size; i++) {
            if (endsEntry(pending, i)) {
                if (i + 1 - start > DATAGRAM && cut > start) {
                    databus.send(pending, start, cut - start);
                    start = cut;
                }
                cut = i + 1;
            }
        }
        databus.send(pending, start, cut - start);
        return cut;
    }

    private static boolean endsEntry(final byte[] pending, final int index) {
        int before = index - 1;
        while (before >= 0 && (pending[before] == ' ' || pending[before] == '\r')) {
            before--;
        }
        return pending[index] == '\n' && before >= 0 && pending[before] == ';';
    }
}
