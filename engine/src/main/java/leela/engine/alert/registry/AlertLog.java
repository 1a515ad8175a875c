package leela.engine.alert.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.notify.delivery.DeliveryLog;
import org.agrona.ErrorHandler;

/**
 * What is known of alerts, and its log on the disk: what is in the one is in the other.
 * Thread: its owner's, under its lock.
 * Memory: that of the book.
 * Errors: what the disk does not take is reported; the book has it all the same.
 */
final class AlertLog {

    private static final long USUAL_BYTES = 1 << 22;

    private final DeliveryLog log;
    private final ErrorHandler onError;
    private final AlertBook book = new AlertBook();
    private long rewrittenBytes;

    /** Reads what an earlier run has left. */
    AlertLog(final DeliveryLog log, final ErrorHandler onError) {
        this.log = log;
        this.onError = onError;
        try {
            log.read().forEach(this::takeUp);
        } catch (final IOException damaged) {
            onError.onError(damaged);
        }
    }

    /** One that makes no sense, as a newer engine may have written it, costs itself. */
    private void takeUp(final byte[] entry) {
        try {
            apply(LogEntry.of(entry));
        } catch (final IOException senseless) {
            onError.onError(senseless);
        }
    }

    AlertBook book() {
        return book;
    }

    /** No number up to this one is given again. */
    void numbersBehind(final long told) {
        if (told > book.number()) {
            append(new LogEntry.Numbers(told, book.silenceNumber()));
        }
    }

    /** Is on the disk when it returns. */
    void record(final LogEntry entry) {
        append(entry);
        sync();
    }

    void append(final LogEntry entry) {
        try {
            apply(entry);
            log.append(entry.toBytes());
        } catch (final IOException failed) {
            onError.onError(failed);
        }
    }

    void sync() {
        try {
            log.sync();
        } catch (final IOException failed) {
            onError.onError(failed);
        }
    }

    /** Makes it as short as it can be, where most of it says nothing any more. */
    void shorten() {
        if (log.size() > 2 * rewrittenBytes + USUAL_BYTES) {
            rewrite();
        }
    }

    void rewrite() {
        try {
            final List<byte[]> entries = new ArrayList<>();
            book.entries().forEach(entry -> entries.add(entry.toBytes()));
            log.rewrite(entries);
            rewrittenBytes = log.size();
        } catch (final IOException failed) {
            onError.onError(failed);
        }
    }

    void close() {
        log.close();
    }

    private void apply(final LogEntry entry) throws IOException {
        String alert = "";
        if (entry instanceof final LogEntry.Defined defined) {
            try {
                alert = AlertProgram.parse(defined.statement()).name();
            } catch (final SyntaxException unreadable) {
                throw new IOException(defined.statement() + ": " + unreadable.getMessage(), unreadable);
            }
        }
        book.apply(entry, alert);
    }
}
