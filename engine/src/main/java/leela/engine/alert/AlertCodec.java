package leela.engine.alert;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what alerts keep as bytes; texts and lists bear their length.
 * Thread: any.
 * Errors: bytes that are something else are an {@link IOException}.
 */
public final class AlertCodec {

    private static final AlertState[] STATES = AlertState.values();
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_ELEMENTS = 1 << 16;

    private AlertCodec() {}

    public static void write(final DataOutputStream out, final Transition transition) throws IOException {
        out.writeLong(transition.number());
        out.writeLong(transition.opened());
        write(out, transition.alert());
        write(out, transition.group());
        write(out, transition.labels());
        write(out, transition.from());
        write(out, transition.to());
        out.writeLong(transition.sinceNs());
        out.writeLong(transition.timeNs());
        out.writeDouble(transition.value());
        write(out, transition.severity());
        write(out, transition.recipients());
        write(out, transition.note());
        out.writeInt(transition.series());
        write(out, transition.key());
    }

    public static Transition readTransition(final DataInputStream in) throws IOException {
        return new Transition(
                in.readLong(),
                in.readLong(),
                readText(in),
                readText(in),
                readTexts(in),
                readState(in),
                readState(in),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                readText(in),
                readTexts(in),
                readText(in),
                in.readInt(),
                readText(in));
    }

    static void write(final DataOutputStream out, final AlertState state) throws IOException {
        out.writeByte(state.ordinal());
    }

    static AlertState readState(final DataInputStream in) throws IOException {
        final int ordinal = in.readUnsignedByte();
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

    static void write(final DataOutputStream out, final List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (final String text : texts) {
            write(out, text);
        }
    }

    static List<String> readTexts(final DataInputStream in) throws IOException {
        final List<String> texts = new ArrayList<>();
        for (int left = length(in, MOST_ELEMENTS); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static int length(final DataInputStream in, final int most) throws IOException {
        final int length = in.readInt();
        if (length < 0 || length > most || length > in.available()) {
            throw new IOException("a length of " + length);
        }
        return length;
    }
}
