package leela.io.http.access;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import leela.engine.runtime.Clock;
import leela.io.file.ReloadedFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's certificate and its key, read again when one of the files changes; connections that are open keep what
 * they began with. TLS 1.2 and 1.3, by the JDK.
 * Thread: the loop's, but for {@link #fault}.
 * Units: times epoch ns.
 * Errors: {@link IOException} for files that do not serve, see {@link PemFiles}; later the former stay in force.
 */
public final class TlsCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** A client that is slower does not mean it. */
    private static final long HANDSHAKE_MS = TimeUnit.SECONDS.toMillis(10);

    private static final long SOON_NS = TimeUnit.DAYS.toNanos(14);

    private final ReloadedFiles<Loaded> files;
    private final Clock clock;
    private Loaded warnedOf;
    private long warnedDay;
    private Loaded toldOf;

    /** What the files held when they were read. */
    private record Loaded(SslContext context, PemFiles pem) {}

    /**
     * Reads the files.
     *
     * @param onRefused told each time that changed files cannot be used
     */
    public TlsCertificate(final String certificate, final String key, final Clock clock, final Runnable onRefused)
            throws IOException {
        this.clock = clock;
        files = new ReloadedFiles<>(
                "http",
                List.of(Path.of(certificate), Path.of(key)),
                paths -> load(paths.get(0), paths.get(1)),
                onRefused);
    }

    private static Loaded load(final Path certificate, final Path key) throws IOException {
        final PemFiles pem = PemFiles.read(certificate, key);
        try {
            final SslContext context = SslContextBuilder.forServer(pem.key(), pem.chain())
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .build();
            return new Loaded(context, pem);
        } catch (final SSLException | IllegalArgumentException refused) {
            throw new IOException("http.tls_certificate: " + certificate + " does not serve for TLS", refused);
        }
    }

    /** What speaks TLS with one client; {@code tasks} runs what takes long. */
    public SslHandler handler(final ByteBufAllocator allocator, final Executor tasks) {
        final SslHandler handler = files.current(clock.timeNs()).context().newHandler(allocator, tasks);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MS);
        return handler;
    }

    /** Looks at the files and at the time, and logs what somebody should mend: that it ends soon each day. */
    public void watch() {
        final long nowNs = clock.timeNs();
        final Loaded now = files.current(nowNs);
        if (now.pem().isExpiredAt(nowNs)) {
            if (toldOf != now) {
                toldOf = now;
                LOG.error("event=http.certificate.expired {} hint=\"clients refuse it\"", now.pem());
            }
        } else if (now.pem().isExpiredAt(nowNs + SOON_NS)) {
            final long day = TimeUnit.NANOSECONDS.toDays(nowNs);
            if (warnedOf != now || warnedDay != day) {
                warnedOf = now;
                warnedDay = day;
                LOG.warn("event=http.certificate.expires_soon {}", now.pem());
            }
        }
    }

    /** When it ends, in seconds since 1970. Thread: any. */
    public long endSeconds() {
        return files.current(clock.timeNs()).pem().end().getEpochSecond();
    }

    /** What people should know of it. Thread: any. */
    public String note() {
        final long nowNs = clock.timeNs();
        final PemFiles pem = files.current(nowNs).pem();
        final String until = "TLS, with a certificate until " + pem.end();
        if (!pem.isExpiredAt(nowNs + SOON_NS) || pem.isExpiredAt(nowNs)) {
            return until;
        }
        final long days = ChronoUnit.DAYS.between(Instant.EPOCH.plusNanos(nowNs), pem.end());
        return until + ", in " + (days < 1 ? "less than a day" : days == 1 ? "one day" : days + " days")
                + ": renew http.tls_certificate, no restart is needed";
    }

    /** Why clients may not be served as the files say; empty where they are. Thread: any. */
    public String fault() {
        final long nowNs = clock.timeNs();
        final PemFiles pem = files.current(nowNs).pem();
        return pem.isExpiredAt(nowNs) ? "http.tls_certificate has expired: " + pem : files.refusal();
    }
}
