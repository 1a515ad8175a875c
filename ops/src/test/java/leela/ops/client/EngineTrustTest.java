package leela.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** Why an engine is not believed, in words that say what to do. */
final class EngineTrustTest {

    @Test
    void shouldTellAnExpiredCertificateFromOneThatNobodyVouchesFor() {
        final SSLException unknown = new SSLHandshakeException("PKIX path building failed: no valid path");
        assertThat(EngineTrust.reason(unknown)).contains("--ca FILE");
        final SSLException expired = new SSLHandshakeException("PKIX path validation failed: validity check failed");
        expired.initCause(new CertificateExpiredException("NotAfter: Tue Jan 01 00:00:00 UTC 2013"));
        assertThat(EngineTrust.reason(expired)).startsWith("its certificate has expired; ");
        assertThat(EngineTrust.reason(new SSLException("closed"))).isEqualTo("closed");
    }
}
