package leela.adapters.xmpp;

import leela.adapters.secrets.PinnedCertificate;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.roster.SubscribeListener.SubscribeAnswer;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.ping.PingManager;
import org.jivesoftware.smackx.receipts.DeliveryReceiptManager;
import org.jivesoftware.smackx.receipts.DeliveryReceiptManager.AutoReceiptMode;
import org.jxmpp.stringprep.XmppStringprepException;

/**
 * Makes the connection as the configuration wants it: encryption, trust, stream management, and who may subscribe:
 * everybody. The password comes with each login.
 * Thread: any.
 * Errors: a certificate that cannot be had, or a name that is none, is an {@link IllegalArgumentException}.
 */
final class ConnectionFactory {

    private static final int CONNECT_TIMEOUT_MS = 5000;
    private static final int REPLY_TIMEOUT_MS = 10_000;
    private static final int PING_SECONDS = 30;

    private ConnectionFactory() {}

    static XMPPTCPConnection create(final XmppAccount account, final String resource) {
        final XMPPTCPConnection connection = new XMPPTCPConnection(settings(account, resource));
        connection.setReplyTimeout(REPLY_TIMEOUT_MS);
        connection.setUseStreamManagement(true);
        connection.setUseStreamManagementResumption(true);
        final Roster roster = Roster.getInstanceFor(connection);
        roster.setSubscriptionMode(Roster.SubscriptionMode.manual);
        roster.addSubscribeListener((from, request) -> SubscribeAnswer.ApproveAndAlsoRequestIfRequired);
        DeliveryReceiptManager.getInstanceFor(connection).setAutoReceiptMode(AutoReceiptMode.always);
        PingManager.getInstanceFor(connection).setPingInterval(PING_SECONDS);
        return connection;
    }

    private static XMPPTCPConnectionConfiguration settings(final XmppAccount account, final String resource) {
        try {
            final XMPPTCPConnectionConfiguration.Builder settings = XMPPTCPConnectionConfiguration.builder()
                    .setXmppDomain(account.domain())
                    .setHost(account.host())
                    .setPort(account.port())
                    .setResource(resource)
                    .setSendPresence(true)
                    .setCompressionEnabled(false)
                    .setConnectTimeout(CONNECT_TIMEOUT_MS)
                    .setSocketFactory(new NoDelaySockets())
                    .setSecurityMode(
                            account.security() == XmppAccount.Security.REQUIRED
                                    ? SecurityMode.required
                                    : SecurityMode.disabled);
            account.certificate()
                    .ifPresent(file ->
                            settings.setCustomX509TrustManager(PinnedCertificate.trust("xmpp.certificate", file)));
            return settings.build();
        } catch (final XmppStringprepException noName) {
            throw new IllegalArgumentException(
                    "xmpp: \"" + noName.getCausingString() + "\" (expected: a name as XMPP allows it)", noName);
        }
    }
}
