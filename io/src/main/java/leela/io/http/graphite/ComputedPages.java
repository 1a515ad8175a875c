package leela.io.http.graphite;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import leela.io.http.AnswerHeaders;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.Reads;
import leela.io.http.graphite.answer.PartWriter;
import leela.io.http.graphite.expression.TargetException;

/**
 * An answer that is computed in turns with others, then written page by page; some of it may be read only then, in
 * turns, too.
 * Thread: one at a time.
 * Errors: a target that cannot be answered is a 400.
 */
final class ComputedPages implements Pages {

    private final String contentType;
    private final AnswerHeaders.Caching caching;
    private final Function<Reads.Turn, PartWriter> compute;
    private final Runnable onClose;
    private Reads.Turn turn;
    private PartWriter parts;

    ComputedPages(
            final String contentType,
            final AnswerHeaders.Caching caching,
            final Function<Reads.Turn, PartWriter> compute,
            final Runnable onClose) {
        this.contentType = contentType;
        this.caching = caching;
        this.compute = compute;
        this.onClose = onClose;
    }

    /** Of JSON that may be another when it is asked for again. */
    static ComputedPages json(final Function<Reads.Turn, PartWriter> compute) {
        return new ComputedPages("application/json", AnswerHeaders.Caching.REVALIDATE, compute, () -> {});
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public AnswerHeaders.Caching caching() {
        return caching;
    }

    @Override
    public boolean isComputed() {
        return true;
    }

    @Override
    public void use(final Reads.Turn itsTurn) {
        turn = itsTurn;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        return parts == null || parts.isReading() ? inTurn(out) : written(out);
    }

    /** Computes it; what reads on while it is written does so in the same turn. */
    private boolean inTurn(final ByteBuf out) {
        turn.begin();
        try {
            if (parts == null) {
                parts = compute.apply(turn);
            }
            if (parts.isReading()) {
                return parts.appendTo(out);
            }
        } catch (final TargetException bad) {
            throw HttpRefusal.badRequest(bad.getMessage());
        } catch (final ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException odd) {
            throw HttpRefusal.badRequest("a target cannot be computed: " + odd.getMessage());
        } catch (final StackOverflowError deep) {
            throw HttpRefusal.badRequest("a target cannot be computed: it nests too deep");
        } finally {
            turn.end();
        }
        return written(out);
    }

    private boolean written(final ByteBuf out) {
        while (out.readableBytes() < HttpLimits.PAGE_BYTES) {
            if (!parts.appendTo(out)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (parts != null) {
            parts.close();
        }
        onClose.run();
    }
}
