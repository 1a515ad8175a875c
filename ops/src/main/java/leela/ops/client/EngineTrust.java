package leela.ops.client;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import leela.adapters.secrets.PinnedCertificate;
import leela.io.http.HttpConfig;

/**
 * Which engine a command believes to be the one that it wants.
 * Thread: any.
 * Errors: {@link Failure} for a file that holds no certificates.
 */
final class EngineTrust {

    private static final String OWN = "http.tls_certificate";

    private EngineTrust() {}

    /** One whose certificate is vouched for by those in the file, and bears the name that was asked for. */
    static SSLContext of(final String key, final Path file) {
        return context(trusted(key, file));
    }

    /** One that shows the certificate in this file itself, whatever name it bears: the engine of this machine. */
    static SSLContext ofOwn(final Path file) {
        return context(new Own(List.of(trusted(OWN, file).getAcceptedIssuers())));
    }

    /** What is wrong with the certificate of this machine's engine, which is believed all the same. */
    static Optional<String> warning(final HttpConfig config, final Instant now) {
        if (!config.tls().isOn()) {
            return Optional.empty();
        }
        final Path file = Path.of(config.tls().certificate());
        return Stream.of(trusted(OWN, file).getAcceptedIssuers())
                .map(one -> one.getNotAfter().toInstant())
                .filter(end -> !end.isAfter(now))
                .findFirst()
                .map(end -> OWN + ": " + file + " has expired at " + end
                        + ", and others refuse the engine; put a renewed one there, no restart is needed");
    }

    /** Why an engine is not believed, for people. */
    static String reason(final SSLException why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "its certificate has expired; whoever runs it renews the file of its http.tls_certificate";
            }
        }
        return String.valueOf(why.getMessage()).contains("PKIX path")
                ? "nothing here vouches for its certificate; name it, or who signed it: --ca FILE"
                : why.getMessage();
    }

    private static X509TrustManager trusted(final String key, final Path file) {
        try {
            return PinnedCertificate.trust(key, file);
        } catch (final IllegalArgumentException wrong) {
            throw new Failure(wrong.getMessage(), wrong);
        }
    }

    private static SSLContext context(final TrustManager trust) {
        try {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (final GeneralSecurityException unheardOf) {
            throw new IllegalStateException("every Java has TLS", unheardOf);
        }
    }

    /**
     * Believes these certificates alone, also where they have expired: who has the file knows them, and history must be
     * there to read that night. Who else has their keys is no stranger. Thread: immutable.
     */
    private static final class Own extends X509ExtendedTrustManager {

        private final List<X509Certificate> known;

        private Own(final List<X509Certificate> known) {
            this.known = known;
        }

        private void check(final X509Certificate[] chain) throws CertificateException {
            if (!known.contains(chain[0])) {
                throw new CertificateException("another certificate than that of http.tls_certificate");
            }
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type, final Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type, final SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type) throws CertificateException {
            throw new CertificateException("no client is asked for a certificate");
        }

        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type, final Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type, final SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
