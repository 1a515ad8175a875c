package leela.ops.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import leela.engine.runtime.PrintableText;

/**
 * Standard output: UTF-8 whatever the locale, and the bytes that {@link PrintableText#raw} stands for as they are.
 * Thread: one.
 * Memory: a buffer.
 * Errors: {@link OutputException} from the first write that fails; later ones are without effect.
 */
public final class StandardStream extends Writer {

    private static final int BUFFER = 8192;
    private static final int LAST_RAW = PrintableText.RAW | 0xff;

    private final OutputStream stream;
    private final StringBuilder waiting = new StringBuilder(BUFFER);
    private boolean isLost;

    private StandardStream(final OutputStream stream) {
        this.stream = stream;
    }

    public static StandardStream out() {
        return to(new FileOutputStream(FileDescriptor.out));
    }

    /** As it would write if it were this stream. */
    public static StandardStream to(final OutputStream stream) {
        return new StandardStream(stream);
    }

    @Override
    public void write(final char[] text, final int offset, final int length) {
        if (!isLost) {
            waiting.append(text, offset, length);
        }
        if (waiting.length() >= BUFFER) {
            flush();
        }
    }

    @Override
    public void flush() {
        try {
            int from = 0;
            for (int i = 0; i < waiting.length(); i++) {
                if (isRaw(i)) {
                    write(from, i);
                    stream.write(waiting.charAt(i) & 0xff);
                    from = i + 1;
                }
            }
            write(from, waiting.length());
        } catch (final IOException refused) {
            isLost = true;
            throw new OutputException(refused);
        } finally {
            waiting.setLength(0);
        }
    }

    @Override
    public void close() {
        flush();
    }

    private void write(final int from, final int to) throws IOException {
        if (to > from) {
            stream.write(waiting.substring(from, to).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A second half of a character without its first. */
    private boolean isRaw(final int index) {
        final char unit = waiting.charAt(index);
        return unit >= PrintableText.RAW
                && unit <= LAST_RAW
                && (index == 0 || !Character.isHighSurrogate(waiting.charAt(index - 1)));
    }
}
