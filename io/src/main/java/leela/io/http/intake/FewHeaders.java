package leela.io.http.intake;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/**
 * The headers of one request, no more than {@link #MOST}: short ones take thirty times the memory of their bytes, and a
 * client that does not end its head keeps it.
 * Thread: the loop's.
 * Errors: one more is refused as headers that are too long are.
 */
public final class FewHeaders extends DefaultHttpHeaders {

    public static final int MOST = 100;

    /** Makes these. */
    public static final HttpHeadersFactory FACTORY = new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
            return new FewHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return new FewHeaders();
        }
    };

    @Override
    public HttpHeaders add(final String name, final Object value) {
        return check().superAdd(name, value);
    }

    @Override
    public HttpHeaders add(final CharSequence name, final Object value) {
        return check().superAdd(name, value);
    }

    private FewHeaders check() {
        if (size() >= MOST) {
            throw new TooLongHttpHeaderException("more than " + MOST + " headers");
        }
        return this;
    }

    private HttpHeaders superAdd(final CharSequence name, final Object value) {
        return super.add(name, value);
    }
}
