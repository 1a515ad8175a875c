package leela.engine.alert;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what alerts and their deliveries keep as bytes; texts and lists bear their length.
 * Thread: any.
 * Errors: bytes that are something else are an {@link IOException}.
 */
public final class AlertCodec {

    private static final AlertState[] STATES = AlertState.values();
    /** A bit of the byte that a transition's state was in: when it was decided follows at its end. */
    private static final int WITH_ARRIVAL = 0x80;

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_ELEMENTS = 1 << 16;

    private AlertCodec() {}

    public static void write(final DataOutputStream out, final Transition transition) throws IOException {
        out.writeLong(transition.number());
        out.writeLong(transition.opened());
        write(out, transition.alert());
        write(out, transition.group());
        write(out, transition.labels());
        out.writeByte(WITH_ARRIVAL | transition.from().ordinal());
        write(out, transition.to());
        out.writeLong(transition.sinceNs());
        out.writeLong(transition.timeNs());
        out.writeDouble(transition.value());
        write(out, transition.severity());
        write(out, transition.recipients());
        write(out, transition.note());
        out.writeInt(transition.series());
        write(out, transition.key());
        out.writeLong(transition.arrivedNs());
    }

    /** Also one that was written before arrivals were kept. */
    public static Transition readTransition(final DataInputStream in) throws IOException {
        final long number = in.readLong();
        final long opened = in.readLong();
        final String alert = readText(in);
        final String group = readText(in);
        final List<String> labels = readTexts(in);
        final int from = in.readUnsignedByte();
        return new Transition(
                number,
                opened,
                alert,
                group,
                labels,
                state(from & ~WITH_ARRIVAL),
                readState(in),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                readText(in),
                readTexts(in),
                readText(in),
                in.readInt(),
                readText(in),
                (from & WITH_ARRIVAL) == 0 ? 0 : in.readLong());
    }

    static void write(final DataOutputStream out, final AlertState state) throws IOException {
        out.writeByte(state.ordinal());
    }

    static AlertState readState(final DataInputStream in) throws IOException {
        return state(in.readUnsignedByte());
    }

    private static AlertState state(final int ordinal) throws IOException {
        if (ordinal >= STATES.length) {
            throw new IOException("a state numbered " + ordinal);
        }
        return STATES[ordinal];
    }

    public static void write(final DataOutputStream out, final String text) throws IOException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    public static String readText(final DataInputStream in) throws IOException {
        return new String(in.readNBytes(length(in, MOST_BYTES)), StandardCharsets.UTF_8);
    }

    public static void write(final DataOutputStream out, final List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (final String text : texts) {
            write(out, text);
        }
    }

    public static List<String> readTexts(final DataInputStream in) throws IOException {
        final List<String> texts = new ArrayList<>();
        for (int left = length(in, MOST_ELEMENTS); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    public static void write(final DataOutputStream out, final long[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (final long number : numbers) {
            out.writeLong(number);
        }
    }

    public static long[] readNumbers(final DataInputStream in) throws IOException {
        final long[] numbers = new long[length(in, MOST_ELEMENTS)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readLong();
        }
        return numbers;
    }

    private static int length(final DataInputStream in, final int most) throws IOException {
        final int length = in.readInt();
        if (length < 0 || length > most || length > in.available()) {
            throw new IOException("a length of " + length);
        }
        return length;
    }
}
