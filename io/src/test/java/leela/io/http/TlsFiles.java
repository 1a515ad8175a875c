package leela.io.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates with their keys, made for tests, and clients that take any and tell which they saw. */
final class TlsFiles {

    private final Path certificate;
    private final Path key;

    TlsFiles(final Path folder) {
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
    }

    /** Puts those of this name in place of what is there. */
    HttpConfig.Tls put(final String name) throws IOException {
        return put(name, name);
    }

    HttpConfig.Tls put(final String certificateName, final String keyName) throws IOException {
        copy(keyName + ".key", key);
        copy(certificateName + ".pem", certificate);
        return new HttpConfig.Tls(certificate.toString(), key.toString());
    }

    private static void copy(final String resource, final Path to) throws IOException {
        final Path next = to.resolveSibling("next");
        try (InputStream from = open(resource)) {
            Files.copy(from, next, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static InputStream open(final String resource) {
        return TlsFiles.class.getResourceAsStream("/tls/" + resource);
    }

    static X509Certificate certificate(final String name) throws IOException, GeneralSecurityException {
        try (InputStream pem = open(name + ".pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    /** A client of these versions of TLS; none for those that are usual. */
    static HttpClientSocket connect(final InetSocketAddress address, final String... protocols)
            throws IOException, GeneralSecurityException {
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Any()}, null);
        final SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return new HttpClientSocket(socket, address);
    }

    /** The certificate that this client was shown. */
    static X509Certificate shown(final HttpClientSocket client) throws IOException {
        return (X509Certificate) ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
    }

    /** Takes all: which certificate comes is what tests look at. */
    private static final class Any implements X509TrustManager {

        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type) {
            // nobody asks
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type) {
            // any will do
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
