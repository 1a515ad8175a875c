package leela.adapters.secrets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import leela.engine.runtime.PlainFile;

/**
 * Trust in the certificates of one file, and in no other.
 * Thread: any.
 * Errors: a file that is missing or holds none is an {@link IllegalArgumentException}.
 */
public final class PinnedCertificate {

    private PinnedCertificate() {}

    /** The same for connections of any kind. */
    public static SSLContext context(final String key, final Path file) {
        try {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust(key, file)}, null);
            return context;
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }

    /** Reads them; messages call it {@code key}, the name of its setting. */
    public static X509TrustManager trust(final String key, final Path file) {
        try (InputStream pem = new ByteArrayInputStream(PlainFile.read(file))) {
            final KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            for (final Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("pinned-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new IOException("no certificate");
            }
            final TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (final FileSystemException unreadable) {
            throw new IllegalArgumentException(key + ": " + unreadable.getMessage(), unreadable);
        } catch (final IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(key + ": " + file + " (expected: certificates in PEM)", unreadable);
        }
    }
}
