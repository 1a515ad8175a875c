package leela.adapters.smtp;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import leela.adapters.notice.NoticeText;
import leela.adapters.secrets.PasswordFile;
import leela.adapters.secrets.PinnedCertificate;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.runtime.Clock;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * Notices as mail, one connection each. The server's word behind the text confirms; 4xx is tried again, 5xx refuses. A
 * mail that is tried again bears the same Message-ID.
 * Thread: the executor's; {@link #trySend} one.
 * Errors: a certificate or password that cannot be had is an {@link IllegalArgumentException}.
 */
public final class EmailNotifier implements Notifier<Notice> {

    private static final int FOR_GOOD = 500;

    private final EmailConfig config;
    private final NoticeText text;
    private final NoticeText subject;
    private final Clock clock;
    private final Executor executor;
    private final Session session;

    /** {@code link} is what {@code {link}} stands for in the subject. */
    public EmailNotifier(
            final EmailConfig config,
            final NoticeText text,
            final String link,
            final Clock clock,
            final Executor executor) {
        this.config = config;
        this.text = text;
        this.clock = clock;
        this.executor = executor;
        subject = new NoticeText(config.key() + ".subject", config.subject(), link);
        session = Session.getInstance(properties());
        password(); // which must be there from the start
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
        executor.execute(() -> onOutcome.accept(send(notice, onBegin)));
        return true;
    }

    private Outcome send(final Notice notice, final Runnable onBegin) {
        final MimeMessage mail;
        try {
            mail = mail(notice);
        } catch (final MessagingException unwritable) {
            return Outcome.refused(said(unwritable));
        }
        try (Transport transport = session.getTransport()) {
            try {
                connect(transport);
            } catch (final AuthenticationFailedException refused) {
                return Outcome.retry(
                        "the server refuses " + config.user() + " or its password (" + said(refused) + ")");
            } catch (final MessagingException | IllegalArgumentException failed) {
                return Outcome.retry("no connection (" + said(failed) + ")");
            }
            try {
                onBegin.run();
            } catch (final IllegalStateException notKept) {
                return Outcome.retry(notKept.getMessage());
            }
            transport.sendMessage(mail, mail.getAllRecipients());
            return Outcome.CONFIRMED;
        } catch (final MessagingException failed) {
            return outcome(failed);
        }
    }

    private void connect(final Transport transport) throws MessagingException {
        if (config.user().isEmpty()) {
            transport.connect();
        } else {
            transport.connect(config.server(), config.port(), config.user(), password());
        }
    }

    /** The server's own word tells; where there is none, the mail may have arrived. */
    private static Outcome outcome(final MessagingException failed) {
        for (Exception one = failed; one != null; one = next(one)) {
            final int code = code(one);
            if (code >= FOR_GOOD) {
                return Outcome.refused(said(one));
            }
            if (code > 0) {
                return Outcome.retry(said(one));
            }
        }
        return failed instanceof SendFailedException && !(failed instanceof SMTPSendFailedException)
                ? Outcome.refused(said(failed))
                : Outcome.unconfirmed("the connection broke before the server's word (" + said(failed) + ")");
    }

    private static Exception next(final Exception failed) {
        return failed instanceof MessagingException mail ? mail.getNextException() : null;
    }

    private static int code(final Exception failed) {
        if (failed instanceof SMTPAddressFailedException address) {
            return address.getReturnCode();
        }
        if (failed instanceof SMTPSenderFailedException sender) {
            return sender.getReturnCode();
        }
        // -1 where the connection broke
        return failed instanceof SMTPSendFailedException send ? Math.max(0, send.getReturnCode()) : 0;
    }

    private MimeMessage mail(final Notice notice) throws MessagingException {
        final String id = "<" + notice.id().replaceAll("[^A-Za-z0-9._/-]", "_").replace('/', '.') + "@leela>";
        final MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        mail.setFrom(new InternetAddress(config.from()));
        for (final String to : config.to()) {
            mail.addRecipient(MimeMessage.RecipientType.TO, new InternetAddress(to));
        }
        final int others = notice.transitions().size() - 1;
        mail.setSubject(
                oneLine(subject.line(notice.first())) + (others == 0 ? "" : " and " + others + " more"),
                StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(Instant.ofEpochSecond(clock.timeNs() / Clock.NANOS_PER_SECOND)));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader("X-Leela-Id", oneLine(notice.id()));
        mail.setText(text.write(notice) + "\n", StandardCharsets.UTF_8.name());
        mail.saveChanges();
        return mail;
    }

    /** A header has no second line. */
    private static String oneLine(final String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private Properties properties() {
        final Properties properties = new Properties();
        final String protocol = config.security() == EmailConfig.Security.TLS ? "smtps" : "smtp";
        final String prefix = "mail." + protocol + ".";
        final String timeoutMs = String.valueOf(config.timeout().toMillis());
        properties.put("mail.transport.protocol", protocol);
        properties.put(prefix + "host", config.server());
        properties.put(prefix + "port", String.valueOf(config.port()));
        properties.put(prefix + "from", config.from());
        properties.put(
                prefix + "localhost", config.from().substring(config.from().indexOf('@') + 1));
        properties.put(prefix + "auth", String.valueOf(!config.user().isEmpty()));
        properties.put(prefix + "connectiontimeout", timeoutMs);
        properties.put(prefix + "timeout", timeoutMs);
        properties.put(prefix + "writetimeout", timeoutMs);
        properties.put(
                prefix + "ssl.checkserveridentity",
                String.valueOf(config.certificate().isEmpty()));
        if (config.security() == EmailConfig.Security.STARTTLS) {
            properties.put(prefix + "starttls.enable", "true");
            properties.put(prefix + "starttls.required", "true");
        }
        config.certificate()
                .ifPresent(file -> properties.put(
                        prefix + "ssl.socketFactory",
                        PinnedCertificate.context(config.key() + ".certificate", file)
                                .getSocketFactory()));
        return properties;
    }

    private String password() {
        return config.passwordFile()
                .map(file -> PasswordFile.read(config.key() + ".password_file", file))
                .orElse("");
    }

    private static String said(final Exception failed) {
        return String.valueOf(failed.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
