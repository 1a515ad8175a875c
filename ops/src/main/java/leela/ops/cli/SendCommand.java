package leela.ops.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import leela.io.transport.unix.DatabusClient;
import leela.ops.check.EntryCheck;
import leela.ops.check.Explanation;
import leela.ops.check.Format;
import leela.ops.check.LineConversion;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import leela.ops.client.LineFormat;
import leela.ops.config.Config;
import leela.ops.service.NativeLibraries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code leela send}: metrics, events and data from standard input to the databus of the running engine. Loses nothing:
 * it waits while the engine is busy. All is sent; of what the engine will reject, the lines are named.
 * Errors: 1 where no engine listens, an entry is too long for a datagram, or one will be rejected.
 */
@Command(
        name = "send",
        description = {
            "Send metrics from standard input to the running engine.",
            "A line is: gauge LENGTH|KEY VALUE TIME; where LENGTH counts the key's bytes and TIME is in seconds. "
                    + "Types are gauge, counter, derive, absolute; 'leela explain' tells how a line is read."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo \"gauge 6|foobar 1.5 $(date +%%s).0;\" | leela send",
            "  leela send < metrics.txt",
            "  leela send --format graphite < lines.txt"
        })
final class SendCommand implements Callable<Integer> {

    private static final int DATAGRAM = 8192;
    private static final int MOST_TOLD = 10;
    private static final String UNTAKEN = "it is not taken";

    @Mixin
    private ConfigOption config;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "FORMAT",
            description = "What the lines are: text (the default), graphite, opentsdb, influx or statsd.")
    private Format format;

    @Spec
    private CommandSpec spec;

    private Config inForce;
    private PrintWriter err;
    private EntryCheck check;
    private long line = 1;
    private long rejected;

    @Override
    public Integer call() {
        inForce = config.config();
        err = spec.commandLine().getErr();
        check = new EntryCheck(inForce);
        if (format == Format.STATSD && !inForce.statsd().udp().enabled()) {
            throw new Failure("statsd.enabled is false: the engine brings no values together");
        }
        final Path socket = inForce.leela()
                .socket(
                        format == Format.STATSD
                                ? inForce.statsd().socket()
                                : inForce.timeline().databus());
        // else the libraries would be fetched first, and what they lack be told in place of this
        if (!Files.exists(socket)) {
            throw new Failure(inForce.leela().notRunning(socket));
        }
        if (!Files.isWritable(socket)) {
            throw new Failure(inForce.leela().outOfReach(socket));
        }
        NativeLibraries.loadForSockets(inForce.leela());
        try (DatabusClient databus = new DatabusClient(socket)) {
            if (format == Format.TEXT) {
                send(System.in, databus);
            } else {
                sendLines(new BufferedInputStream(System.in), new LineConversion(format, inForce), databus);
            }
        } catch (final IOException failed) {
            throw new Failure(inForce.leela().notRunning(socket), failed);
        }
        if (rejected > MOST_TOLD) {
            err.println("leela: " + (rejected - MOST_TOLD) + " more entries are not taken");
        }
        return rejected > 0 ? ExitStatus.FAILED : ExitStatus.GOOD;
    }

    /** Lines of statsd go as they are, to the socket that takes them; others as the text protocol. */
    private void sendLines(final InputStream in, final LineConversion conversion, final DatabusClient engine)
            throws IOException {
        final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        for (byte[] one = line(in); one.length > 0; one = line(in)) {
            conversion.convert(one).ifPresent(reason -> tell(reason));
            final byte[] converted = conversion.take();
            final byte[] sent = format == Format.STATSD ? one : converted;
            if (pending.size() + sent.length > DATAGRAM || in.available() == 0) {
                engine.send(pending.toByteArray(), 0, pending.size());
                pending.reset();
            }
            pending.writeBytes(sent);
            line++;
        }
        engine.send(pending.toByteArray(), 0, pending.size());
    }

    /** The next line with its end; nothing at the end. */
    private static byte[] line(final InputStream in) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            bytes.write(next);
            if (next == '\n') {
                break;
            }
            if (bytes.size() == DATAGRAM) {
                throw new Failure("standard input holds a line of more than " + DATAGRAM + " bytes");
            }
        }
        return bytes.toByteArray();
    }

    private void tell(final String reason) {
        if (++rejected <= MOST_TOLD) {
            err.println("leela: line " + line + ": " + reason);
            err.flush();
        }
    }

    /** What has been read is sent before more is waited for, so that whoever types sees it arrive. */
    private void send(final InputStream in, final DatabusClient databus) throws IOException {
        final byte[] pending = new byte[DatabusClient.MAX_DATAGRAM];
        int size = 0;
        for (int read = in.read(pending); read >= 0; read = in.read(pending, size, pending.length - size)) {
            size += read;
            final int sent = sendWhole(pending, size, databus);
            size -= sent;
            System.arraycopy(pending, sent, pending, 0, size);
            if (size == pending.length) {
                judge(pending, 0, size);
                throw new Failure("standard input holds an entry of more than " + pending.length
                        + " bytes: no line ends with ';' behind line " + line);
            }
        }
        judge(pending, 0, size);
        databus.send(pending, 0, size);
    }

    /**
     * Cuts only behind a {@code ;} that ends a line, so that every datagram holds whole entries; how many bytes could
     * be sent.
     */
    private int sendWhole(final byte[] pending, final int size, final DatabusClient databus) throws IOException {
        int start = 0;
        int cut = 0;
        for (int i = 0; i < size; i++) {
            if (endsEntry(pending, i)) {
                if (i + 1 - start > DATAGRAM && cut > start) {
                    databus.send(pending, start, cut - start);
                    start = cut;
                }
                judge(pending, cut, i + 1);
                cut = i + 1;
            }
        }
        databus.send(pending, start, cut - start);
        return cut;
    }

    /** Names the line where the engine will reject something of these whole entries. */
    private void judge(final byte[] bytes, final int from, final int to) {
        final boolean isTaken = check.isTaken(bytes, from, to - from);
        int start = from;
        boolean isNamed = isTaken;
        while (start < to) {
            int end = start;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            if (!isNamed && !check.isTaken(bytes, start, end - start)) {
                tell(Arrays.copyOfRange(bytes, start, end));
                isNamed = true;
            }
            line += end < to ? 1 : 0;
            start = end + 1;
        }
        if (!isNamed) {
            tell(Arrays.copyOfRange(bytes, from, to));
        }
    }

    private void tell(final byte[] entry) {
        if (++rejected <= MOST_TOLD) {
            err.println("leela: line " + line + ": " + LineFormat.fault(entry, reason(entry)));
            err.flush();
        }
    }

    private String reason(final byte[] entry) {
        return Explanation.of(entry, inForce).stream()
                .filter(Explanation::isRejected)
                .map(Explanation::reason)
                .findFirst()
                .orElse(UNTAKEN);
    }

    private static boolean endsEntry(final byte[] pending, final int index) {
        int before = index - 1;
        while (before >= 0 && (pending[before] == ' ' || pending[before] == '\r')) {
            before--;
        }
        return pending[index] == '\n' && before >= 0 && pending[before] == ';';
    }
}
