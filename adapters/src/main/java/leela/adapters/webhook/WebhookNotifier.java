package leela.adapters.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import leela.adapters.notice.HttpPost;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.PostLoop;
import leela.adapters.secrets.PasswordFile;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;

/**
 * Posts notices to a web server. Each bears its name, so that the server can tell a repetition, and where there is a
 * secret, a signature of the body: {@code X-Leela-Signature: sha256=} and the HMAC-SHA256 in hexadecimal digits.
 * Thread: {@link #trySend} one; outcomes come on the executor's.
 * Errors: a secret that cannot be had is an {@link IllegalArgumentException}.
 */
public final class WebhookNotifier implements Notifier<Notice> {

    private static final String MAC = "HmacSHA256";

    private final HttpPost http;
    private final NoticeJson json;
    private final String secret;

    public WebhookNotifier(final WebhookConfig config, final NoticeJson json, final PostLoop loop) {
        this.json = json;
        http = new HttpPost(config.target(), loop);
        secret = config.secretFile()
                .map(file -> PasswordFile.read(config.target().key() + ".secret_file", file))
                .orElse("");
    }

    @Override
    public boolean isConnected() {
        return true; // a try tells
    }

    @Override
    public boolean trySend(final String to, final Notice notice, final Consumer<Outcome> onOutcome) {
        return trySend(to, notice, () -> {}, onOutcome);
    }

    @Override
    public boolean trySend(
            final String to, final Notice notice, final Runnable onBegin, final Consumer<Outcome> onOutcome) {
        final byte[] body = json.message(notice).toString().getBytes(StandardCharsets.UTF_8);
        final Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", notice.id().replaceAll("[^ -~]", "?"));
        final long lateSeconds = json.lateSeconds(notice);
        if (lateSeconds > 0) {
            headers.put("X-Leela-Late", String.valueOf(lateSeconds));
        }
        if (!secret.isEmpty()) {
            headers.put("X-Leela-Signature", "sha256=" + signature(body));
        }
        http.send(body, headers, onBegin, onOutcome);
        return true;
    }

    private String signature(final byte[] body) {
        try {
            final Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
