package leela.io.http.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.PlainFile;

/**
 * A certificate with those that vouch for it, and its private key, both in PEM.
 * Thread: immutable.
 * Errors: {@link IOException} that begins with the key of the configuration: for a file that is missing, holds no such
 * thing or, with the key, is open to others, and for a key of another certificate. No message holds of the key.
 */
record PemFiles(PrivateKey key, X509Certificate... chain) {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final String CERTIFICATE_KEY = "http.tls_certificate: ";
    private static final String KEY_KEY = "http.tls_key: ";

    static PemFiles read(final Path certificate, final Path key) throws IOException {
        final X509Certificate[] chain = chain(certificate);
        final PrivateKey secret = key(key, chain[0].getPublicKey().getAlgorithm());
        if (!isPair(chain[0], secret)) {
            throw new IOException(KEY_KEY + key + " is not the key of the certificate in " + certificate);
        }
        return new PemFiles(secret, chain);
    }

    private static X509Certificate[] chain(final Path file) throws IOException {
        final List<X509Certificate> chain = new ArrayList<>();
        try (InputStream pem = new ByteArrayInputStream(PlainFile.read(file))) {
            for (final Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                chain.add((X509Certificate) one);
            }
        } catch (final CertificateException wrong) {
            throw new IOException(CERTIFICATE_KEY + file + " (expected: certificates in PEM)", wrong);
        } catch (final IOException unreadable) {
            throw new IOException(CERTIFICATE_KEY + unreadable.getMessage(), unreadable);
        }
        if (chain.isEmpty()) {
            throw new IOException(CERTIFICATE_KEY + file + " (expected: certificates in PEM)");
        }
        return chain.toArray(new X509Certificate[0]);
    }

    private static PrivateKey key(final Path file, final String algorithm) throws IOException {
        final Matcher found = KEY.matcher(text(file));
        if (!found.find()) {
            throw new IOException(KEY_KEY + file
                    + " (expected: a private key in PEM, PKCS #8, without a password; openssl pkcs8 -topk8 -nocrypt"
                    + " makes one)");
        }
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1))));
        } catch (final GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IOException(KEY_KEY + file + " holds no key of the certificate's kind, " + algorithm, wrong);
        }
    }

    private static String text(final Path file) throws IOException {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw new IOException(KEY_KEY + file + " is open to others (expected: mode 600 or 640)");
            }
            return PlainFile.text(file, StandardCharsets.ISO_8859_1);
        } catch (final FileSystemException unreadable) {
            throw new IOException(KEY_KEY + unreadable.getMessage(), unreadable);
        }
    }

    /** Whether what one signs the other finds signed. */
    private static boolean isPair(final X509Certificate certificate, final PrivateKey key) {
        final String algorithm = certificate.getPublicKey().getAlgorithm();
        final String scheme =
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm;
                };
        try {
            final Signature signing = Signature.getInstance(scheme);
            signing.initSign(key);
            signing.update(certificate.getEncoded());
            final byte[] signed = signing.sign();
            final Signature verifying = Signature.getInstance(scheme);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(certificate.getEncoded());
            return verifying.verify(signed);
        } catch (final GeneralSecurityException unlike) {
            return false;
        }
    }

    boolean isExpiredAt(final long timeNs) {
        return chain[0].getNotAfter().getTime() <= TimeUnit.NANOSECONDS.toMillis(timeNs);
    }

    /** When it expires. */
    Instant end() {
        return Instant.ofEpochMilli(chain[0].getNotAfter().getTime());
    }

    /** For logs: whose certificate, until when. */
    @Override
    public String toString() {
        return "subject=\"" + chain[0].getSubjectX500Principal().getName() + "\" expires=" + end();
    }
}
