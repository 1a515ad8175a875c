package leela.adapters.notice;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import leela.adapters.secrets.PasswordFile;
import leela.adapters.secrets.PinnedCertificate;
import leela.engine.notify.Outcome;

/**
 * Posts JSON, and tells by the answer what became of it: 2xx is the receiver's word; it is tried again later where the
 * receiver is not there, busy or broken (408, 429, 5xx), and never where it refuses.
 * Thread: any; outcomes come on the executor's.
 * Errors: a certificate or token that cannot be had is an {@link IllegalArgumentException}.
 */
public final class HttpPost {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int REDIRECTED = 300;
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final int BROKEN = 500;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final HttpTarget target;
    private final HttpClient client;
    private final String token;

    /** A body before which something is done. */
    private static final class LateBody implements HttpRequest.BodyPublisher {

        private final HttpRequest.BodyPublisher body;
        private final Runnable onBegin;
        private volatile boolean isBegun;

        private LateBody(final HttpRequest.BodyPublisher body, final Runnable onBegin) {
            this.body = body;
            this.onBegin = onBegin;
        }

        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public void subscribe(final Flow.Subscriber<? super ByteBuffer> subscriber) {
            if (!isBegun) {
                try {
                    onBegin.run();
                } catch (final IllegalStateException notKept) {
                    refuse(subscriber, notKept);
                    return;
                }
                isBegun = true;
            }
            body.subscribe(subscriber);
        }
    }

    private static void refuse(final Flow.Subscriber<?> subscriber, final IllegalStateException why) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(final long count) {
                // nothing comes
            }

            @Override
            public void cancel() {
                // nothing to cancel
            }
        });
        subscriber.onError(why);
    }

    public HttpPost(final HttpTarget target, final Executor executor) {
        this.target = target;
        token = target.tokenFile()
                .map(file -> PasswordFile.read(target.key() + ".token_file", file))
                .orElse("");
        final HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .connectTimeout(target.timeout().compareTo(LONGEST_CONNECT) < 0 ? target.timeout() : LONGEST_CONNECT);
        target.certificate()
                .ifPresent(file -> builder.sslContext(PinnedCertificate.context(target.key() + ".certificate", file)));
        client = builder.build();
    }

    /**
     * Posts this with these headers beside the usual ones; the outcome is told once. {@code onBegin} is run before the
     * first byte of the body is sent: a server that has not the whole body has no request.
     */
    public void send(
            final byte[] body,
            final Map<String, String> headers,
            final Runnable onBegin,
            final Consumer<Outcome> onOutcome) {
        final LateBody late = new LateBody(HttpRequest.BodyPublishers.ofByteArray(body), onBegin);
        final HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .timeout(target.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Leela")
                .POST(late);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        final CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        final var unused = answer.orTimeout(2 * target.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    onOutcome.accept(response == null ? outcome(failure, late.isBegun) : outcome(response));
                    return response;
                });
    }

    private static Outcome outcome(final HttpResponse<?> response) {
        final int status = response.statusCode();
        if (status >= OK && status < REDIRECTED) {
            return Outcome.CONFIRMED;
        }
        final String reason = "the answer is " + status;
        return status == TIMED_OUT || status == TOO_MANY || status >= BROKEN
                ? new Outcome(Outcome.Kind.RETRY, reason, retryAfterNs(response))
                : Outcome.refused(reason);
    }

    private static long retryAfterNs(final HttpResponse<?> response) {
        final String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("[0-9]{1,6}") ? Long.parseLong(seconds) * NS_PER_SECOND : 0;
    }

    /** What failed before the request was out has not arrived; of the rest nobody knows. */
    private static Outcome outcome(final Throwable failure, final boolean isBegun) {
        final Outcome outcome = outcome(failure);
        return isBegun ? outcome : Outcome.retry(outcome.reason());
    }

    private static Outcome outcome(final Throwable failure) {
        final Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HttpConnectTimeoutException) {
            return Outcome.retry("no connection in time");
        }
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof ConnectException || one instanceof UnresolvedAddressException) {
                return Outcome.retry("no connection (" + said(one) + ")");
            }
            if (one instanceof SSLException) {
                return Outcome.retry("no encrypted connection (" + said(one) + ")");
            }
        }
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            return Outcome.unconfirmed("no answer in time");
        }
        return cause instanceof IOException
                ? Outcome.unconfirmed("the connection broke before there was an answer (" + said(cause) + ")")
                : Outcome.unconfirmed(cause.toString());
    }

    private static String said(final Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
