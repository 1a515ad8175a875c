package leela.adapters.xmpp;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import leela.engine.agent.NamedThreads;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;
import leela.engine.spi.Chat;
import org.agrona.ErrorHandler;
import org.jivesoftware.smack.ConnectionListener;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.MessageBuilder;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smackx.ping.PingManager;
import org.jivesoftware.smackx.receipts.DeliveryReceipt;
import org.jivesoftware.smackx.receipts.DeliveryReceiptRequest;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chat as a user of an XMPP server. A connection that breaks is made again, with growing pauses; the stream is resumed where the server
 * still knows it, and what was not acknowledged is sent again where it does not.
 * Thread: one of its own, {@code leela-xmpp}, connects and sends; what comes in is shown by Smack's.
 * Memory: at most {@value #WINDOW} messages under way.
 * Errors: a server that is away is logged once, and when it is back.
 */
public final class XmppChat implements Chat {

    private static final Logger LOG = LoggerFactory.getLogger(XmppChat.class);
    /** Kept, since a logger that nobody holds forgets its level. Smack tells of each broken connection with its stack; one line is enough. */
    private static final java.util.logging.Logger SMACK_LOG = java.util.logging.Logger.getLogger("org.jivesoftware.smack");
    /** Fewer than Smack's own queue takes, so that handing one over never waits. */
    private static final int WINDOW = 200;
    private static final long IDLE_NS = 1_000_000_000L;
    private static final long CLOSE_TIMEOUT_MS = 3000;

    private final Counters counters;
    private final ErrorHandler onError;
    private final XMPPTCPConnection connection;
    private final Rooms rooms;
    private final UnderWay underWay = new UnderWay();
    private final ConcurrentLinkedDeque<Message> outgoing = new ConcurrentLinkedDeque<>();
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final Thread thread;
    private volatile Listener listener;
    private volatile boolean isOnline;
    private volatile boolean isClosed;
    private boolean isAwayKnown;

    /** Connects once it is started; {@code resource} tells instances apart that share an account. */
    public XmppChat(final XmppAccount account, final String resource, final Counters counters, final ErrorHandler onError) {
        SMACK_LOG.setLevel(Level.SEVERE);
        this.counters = counters;
        this.onError = onError;
        connection = ConnectionFactory.create(account, resource);
        rooms = new Rooms(account.user(), account.rooms());
        thread = NamedThreads.named("leela-xmpp", onError, this::run);
    }

    @Override
    public void start(final Listener by) {
        listener = by;
        connection.addConnectionListener(new ConnectionListener() {
            @Override
            public void connectionClosed() {
                onLost();
            }

            @Override
            public void connectionClosedOnError(final Exception cause) {
                onLost();
            }
        });
        connection.addStanzaAcknowledgedListener(this::onAcknowledged);
        connection.addStanzaDroppedListener(stanza -> { }); // kept in underWay, which sends it again behind what was sent before it
        connection.addSyncStanzaListener(this::onStanza, StanzaTypeFilter.MESSAGE);
        PingManager.getInstanceFor(connection).registerPingFailedListener(() -> {
            connection.instantShutdown();
            onLost();
        });
        thread.start();
    }

    @Override
    public boolean isConnected() {
        return isOnline;
    }

    @Override
    public boolean trySend(final String to, final String body) {
        if (!isOnline || underWay.count() + outgoing.size() >= WINDOW) {
            return false;
        }
        try {
            outgoing.add(message(JidCreate.from(to), XmlText.of(body)));
        } catch (final XmppStringprepException noAddress) {
            LOG.warn("event=message_dropped to=\"{}\" reason=\"no XMPP address\"", to);
        }
        LockSupport.unpark(thread);
        return true;
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_TIMEOUT_MS);
            thread.interrupt();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Message message(final Jid to, final String body) {
        final MessageBuilder message = connection.getStanzaFactory().buildMessageStanza().to(to).setBody(body);
        if (rooms.contains(to.asBareJid())) {
            return message.to(to.asBareJid()).ofType(Message.Type.groupchat).build();
        }
        DeliveryReceiptRequest.addTo(message.ofType(Message.Type.chat));
        return message.build();
    }

    // ---- leela-xmpp

    private void run() {
        while (!isClosed) {
            try {
                if (isOnline || connect()) {
                    send();
                    LockSupport.parkNanos(IDLE_NS);
                } else {
                    LockSupport.parkNanos(backoff.nextNs());
                }
            } catch (final InterruptedException interrupted) {
                break;
            } catch (final RuntimeException fault) {
                onError.onError(fault);
                LockSupport.parkNanos(backoff.nextNs());
            }
        }
        isOnline = false;
        connection.disconnect();
    }

    private boolean connect() throws InterruptedException {
        try {
            connection.connect();
            connection.login();
            onLogin();
            return true;
        } catch (final XMPPException | SmackException | IOException failed) {
            counters.increment(CounterId.XMPP_LOSSES);
            if (!isAwayKnown) {
                isAwayKnown = true;
                LOG.warn("event=xmpp_away reason=\"{}\"", failed.getMessage());
            }
            connection.instantShutdown();
            return false;
        }
    }

    private void onLogin() throws NotConnectedException, InterruptedException {
        counters.increment(CounterId.XMPP_LOGINS);
        backoff.reset();
        isAwayKnown = false;
        final boolean isResumed = connection.streamWasResumed();
        LOG.info("event=xmpp_login user={} resumed={} under_way={}", connection.getUser(), isResumed, underWay.count());
        if (!isResumed) {
            rooms.join(connection);
            for (final Message unacknowledged : underWay.all()) {
                counters.increment(CounterId.XMPP_RESENT);
                connection.sendStanza(unacknowledged);
            }
        }
        isOnline = connection.isAuthenticated();
        listener.onReady();
    }

    private void send() throws InterruptedException {
        for (Message next = outgoing.poll(); next != null; next = outgoing.poll()) {
            underWay.add(next);
            try {
                connection.sendStanza(next);
            } catch (final NotConnectedException broken) {
                underWay.remove(next.getStanzaId());
                outgoing.addFirst(next);
                return;
            }
            if (!connection.isSmEnabled()) {
                underWay.remove(next.getStanzaId());
            }
        }
        counters.set(CounterId.XMPP_UNDER_WAY, underWay.count());
    }

    // ---- Smack's threads

    private void onLost() {
        if (isOnline) {
            isOnline = false;
            counters.increment(CounterId.XMPP_LOSSES);
            LOG.warn("event=xmpp_lost under_way={}", underWay.count());
        }
        LockSupport.unpark(thread);
    }

    private void onAcknowledged(final Stanza stanza) {
        if (stanza instanceof Message) {
            underWay.remove(stanza.getStanzaId());
            listener.onReady();
        }
    }

    private void onStanza(final Stanza stanza) {
        final Message message = (Message) stanza;
        if (DeliveryReceipt.from(message) != null) {
            counters.increment(CounterId.XMPP_RECEIPTS);
        } else if (message.getBody() != null && message.getFrom() != null) {
            onText(message);
        }
    }

    private void onText(final Message message) {
        final String owner = message.getFrom().asBareJid().toString();
        switch (message.getType()) {
            case chat, normal -> listener.onMessage(owner, message.getFrom().toString(), message.getBody());
            case groupchat -> rooms.command(message).ifPresent(command -> listener.onMessage(owner, owner, command));
            case headline, error -> { } // nobody asks anything
        }
    }
}
