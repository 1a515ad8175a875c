package leela.engine.notify.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.DeliveryRecord.Accepted;
import leela.engine.notify.delivery.DeliveryRecord.Attempted;
import leela.engine.notify.delivery.DeliveryRecord.Highest;
import leela.engine.notify.delivery.DeliveryRecord.Settled;

/**
 * Writes records of deliveries as bytes: a letter for the kind, then its parts; texts and lists bear their length.
 * Thread: any.
 * Errors: bytes that are no record are an {@link IOException}.
 */
final class DeliveryCodec {

    private static final int ACCEPTED = 'A';
    private static final int ATTEMPTED = 'T';
    private static final int SETTLED = 'S';
    private static final int HIGHEST = 'H';

    private static final int MOST_ELEMENTS = 1 << 16;
    private static final int MOST_BYTES = 1 << 20;

    private DeliveryCodec() {}

    static byte[] write(final DeliveryRecord record) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (record instanceof Accepted accepted) {
                out.writeByte(ACCEPTED);
                write(out, accepted.transition());
                write(out, accepted.recipients());
            } else if (record instanceof Attempted attempted) {
                out.writeByte(ATTEMPTED);
                write(out, attempted.recipient());
                write(out, attempted.numbers());
            } else if (record instanceof Settled settled) {
                out.writeByte(SETTLED);
                write(out, settled.recipient());
                write(out, settled.numbers());
                out.writeByte(settled.kind().ordinal());
                write(out, settled.reason());
                out.writeLong(settled.timeNs());
            } else if (record instanceof Highest highest) {
                out.writeByte(HIGHEST);
                out.writeLong(highest.number());
            }
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
        return bytes.toByteArray();
    }

    static DeliveryRecord read(final byte[] bytes) throws IOException {
        final DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        final int kind = in.readByte();
        return switch (kind) {
            case ACCEPTED -> new Accepted(readTransition(in), readTexts(in));
            case ATTEMPTED -> new Attempted(readText(in), readNumbers(in));
            case SETTLED ->
                new Settled(
                        readText(in),
                        readNumbers(in),
                        constant(Outcome.Kind.values(), in),
                        readText(in),
                        in.readLong());
            case HIGHEST -> new Highest(in.readLong());
            default -> throw new IOException("a record of kind " + kind);
        };
    }

    private static void write(final DataOutputStream out, final Transition transition) throws IOException {
        out.writeLong(transition.number());
        out.writeLong(transition.opened());
        write(out, transition.alert());
        write(out, transition.group());
        write(out, transition.labels());
        out.writeByte(transition.from().ordinal());
        out.writeByte(transition.to().ordinal());
        out.writeLong(transition.sinceNs());
        out.writeLong(transition.timeNs());
        out.writeDouble(transition.value());
        write(out, transition.severity());
        write(out, transition.recipients());
        write(out, transition.note());
        out.writeInt(transition.series());
        write(out, transition.key());
    }

    private static Transition readTransition(final DataInputStream in) throws IOException {
        return new Transition(
                in.readLong(),
                in.readLong(),
                readText(in),
                readText(in),
                readTexts(in),
                constant(AlertState.values(), in),
                constant(AlertState.values(), in),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                readText(in),
                readTexts(in),
                readText(in),
                in.readInt(),
                readText(in));
    }

    private static void write(final DataOutputStream out, final String text) throws IOException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(final DataInputStream in) throws IOException {
        final byte[] bytes = new byte[length(in, MOST_BYTES)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void write(final DataOutputStream out, final List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (final String text : texts) {
            write(out, text);
        }
    }

    private static List<String> readTexts(final DataInputStream in) throws IOException {
        final int count = length(in, MOST_ELEMENTS);
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void write(final DataOutputStream out, final long[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (final long number : numbers) {
            out.writeLong(number);
        }
    }

    private static long[] readNumbers(final DataInputStream in) throws IOException {
        final long[] numbers = new long[length(in, MOST_ELEMENTS)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readLong();
        }
        return numbers;
    }

    private static <E> E constant(final E[] constants, final DataInputStream in) throws IOException {
        final int ordinal = in.readByte();
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new IOException("a constant numbered " + ordinal);
        }
        return constants[ordinal];
    }

    private static int length(final DataInputStream in, final int most) throws IOException {
        final int length = in.readInt();
        if (length < 0 || length > most || length > in.available()) {
            throw new IOException("a length of " + length);
        }
        return length;
    }
}
