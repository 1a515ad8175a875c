package leela.adapters.xmpp;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Collectors;
import leela.engine.counters.Counters;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.Signal;
import leela.engine.spi.Chat;
import leela.engine.spi.PartState;
import org.agrona.ErrorHandler;
import org.jivesoftware.smack.ConnectionListener;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smackx.ping.PingManager;
import org.jxmpp.stringprep.XmppStringprepException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chat as a user of an XMPP server. A connection that breaks is made again, with growing pauses; the stream is resumed
 * where the server still knows it, and what may be lost is sent again where it does not.
 * Thread: one of its own, {@code leela-xmpp}, connects; {@link #trySend} hands over to Smack's, which send and show
 * what comes in.
 * Memory: at most {@value #WINDOW} messages unacknowledged, and what is in doubt: {@link UnacknowledgedMessages}.
 * Errors: a server that is unavailable, or refuses the password, is logged once, and when it is back; {@link #state}
 * tells of it.
 */
public final class XmppChat implements Chat {

    private static final Logger LOG = LoggerFactory.getLogger(XmppChat.class);
    /**
     * Kept, since a logger that nobody holds forgets its level. Smack tells of each broken connection with its stack;
     * one line is enough.
     */
    private static final java.util.logging.Logger SMACK_LOG =
            java.util.logging.Logger.getLogger("org.jivesoftware.smack");
    /** Fewer than Smack's own queue takes, so that handing one over never waits. */
    private static final int WINDOW = 200;
    /** After a login that lasted less, as of two who put each other out, the pauses go on to grow. */
    private static final long STABLE_NS = 2 * Clock.NANOS_PER_SECOND;

    private static final long CLOSE_TIMEOUT_MS = 3000;
    /** How often somebody who has mended the password waits at most for it to be seen. */
    private static final long PASSWORD_LOOK_NS = Clock.NANOS_PER_SECOND;

    private static final long ENDING_NS = 100_000_000;

    private static final String AWAY = "not logged in";

    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;
    private final XMPPTCPConnection connection;
    private final Rooms rooms;
    private final Outgoing outgoing;
    private final UnacknowledgedMessages underWay;
    private final XmppAccount account;
    private final LoginAttempts attempts;
    private final Signal signal = new Signal();
    private final Thread thread;
    /** Held while messages are handed over, so that none slips in between those that are sent again. */
    private final ReentrantLock sending = new ReentrantLock();

    private volatile Listener listener;
    private volatile boolean isOnline;
    private volatile boolean isClosed;
    private volatile boolean isRefused;
    /** Whether {@code leela-xmpp} looks after messages that are acknowledged and not settled. */
    private volatile boolean isSettling;

    private volatile long brokeNs;
    private volatile PartState state;

    // leela-xmpp
    private String awayKnown = "";

    /** Connects once it is started; {@code resource} tells instances apart that share an account. */
    public XmppChat(
            final XmppAccount account,
            final String resource,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        SMACK_LOG.setLevel(Level.SEVERE);
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        this.account = account;
        attempts = new LoginAttempts(account);
        attempts.password(); // which must be there from the start
        state = new PartState(false, AWAY, clock.timeNs(), "the first login is under way");
        underWay = new UnacknowledgedMessages(clock);
        connection = ConnectionFactory.create(account, resource);
        rooms = new Rooms(account.user(), account.rooms(), clock, counters);
        outgoing = new Outgoing(rooms);
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
        connection.addStanzaDroppedListener(
                stanza -> {}); // kept in underWay, which sends it again behind what was sent before it
        connection.addSyncStanzaListener(
                new Incoming(by, rooms, signal::raise, underWay, clock, counters), StanzaTypeFilter.MESSAGE);
        connection.addSyncStanzaListener(stanza -> onPresence((Presence) stanza), StanzaTypeFilter.PRESENCE);
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
    public PartState state() {
        final PartState ofLogin = state;
        final List<PartState> absent = ofLogin.isWorking() ? rooms.absent() : List.of();
        return absent.isEmpty()
                ? ofLogin
                : new PartState(
                        false,
                        absent.get(0).what(),
                        absent.get(0).sinceNs(),
                        absent.stream()
                                .map(room -> room == absent.get(0) ? room.more() : room.sentence())
                                .collect(Collectors.joining("; ")));
    }

    @Override
    public boolean trySend(final String to, final String body, final Consumer<Outcome> onOutcome) {
        final Message message;
        try {
            message = outgoing.message(to, body);
        } catch (final XmppStringprepException noAddress) {
            LOG.warn("event=message_dropped to=\"{}\" reason=\"no XMPP address\"", to);
            onOutcome.accept(Outcome.refused("no XMPP address"));
            return true;
        }
        isRefused = true; // before the look, so that who makes room after it tells of it
        if (!rooms.isOpen(message.getTo())) {
            return false;
        }
        sending.lock();
        try {
            if (!isOnline || underWay.count() >= WINDOW || !send(message, onOutcome)) {
                return false;
            }
        } finally {
            sending.unlock();
        }
        isRefused = false;
        return true;
    }

    @Override
    public void close() {
        isClosed = true;
        signal.raise();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
            thread.interrupt();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where the connection has just broken, and is not to be resumed. */
    private boolean send(final Message message, final Consumer<Outcome> onOutcome) {
        final String id = message.getStanzaId();
        underWay.add(message, onOutcome);
        try {
            connection.sendStanza(message);
        } catch (final NotConnectedException broken) {
            underWay.remove(id);
            return false;
        } catch (final InterruptedException closing) {
            Thread.currentThread().interrupt();
            underWay.remove(id);
            return false;
        }
        if (!connection.isSmEnabled()) {
            underWay.acknowledged(id);
        }
        counters.set(XmppCounter.UNACKNOWLEDGED, underWay.count());
        return true;
    }

    // ---- leela-xmpp

    private void run() {
        while (!isClosed) {
            boolean isRefused = false;
            try {
                connect();
                stay();
            } catch (final InterruptedException interrupted) {
                break;
            } catch (final SASLErrorException wrong) {
                isRefused = true;
                onRefused(wrong);
            } catch (final XMPPException | SmackException | IOException failed) {
                onFailed("event=xmpp_unavailable reason=\"{}\"", failed.getMessage());
            } catch (final IllegalArgumentException noPassword) {
                onFailed("event=xmpp_password_unavailable reason=\"{}\"", noPassword.getMessage());
            } catch (final RuntimeException fault) {
                onError.onError(fault);
            }
            if (!isClosed) {
                pause(isRefused);
            }
        }
        isOnline = false;
        connection.disconnect();
    }

    private void stay() throws InterruptedException {
        final long loginNs = clock.ticksNs();
        while (isOnline && !isClosed) {
            try {
                signal.await(Math.min(rooms.joinDue(connection), settleDue()));
            } catch (final NotConnectedException broken) {
                signal.await(ENDING_NS); // Smack is about to tell
            }
        }
        if (clock.ticksNs() - loginNs > STABLE_NS) {
            attempts.settled();
        }
    }

    private long settleDue() {
        isSettling = false; // before the look, so that who comes after it tells of it
        final long dueNs = underWay.settleDue();
        isSettling = dueNs != Long.MAX_VALUE;
        return dueNs;
    }

    private void connect() throws XMPPException, SmackException, IOException, InterruptedException {
        final String password = attempts.password();
        connection.connect();
        connection.login(account.user(), password);
        onLogin();
    }

    private void onRefused(final SASLErrorException wrong) {
        onFailed(
                "event=xmpp_login_refused reason=\"{}\"",
                "the server refuses the name or the password of " + account.address() + " ("
                        + wrong.getSASLFailure().getSASLError() + "; see xmpp.user and " + XmppAccount.PASSWORD_FILE
                        + "), which is tried again seldom, and at once where the file changes");
    }

    /** Said once, until it is another failure or the login is back. */
    private void onFailed(final String event, final String reason) {
        counters.increment(XmppCounter.LOSSES);
        final String printable = PrintableText.of(reason);
        state = state.then(false, AWAY, clock.timeNs(), printable);
        if (!awayKnown.equals(event)) {
            awayKnown = event;
            LOG.warn(event, printable);
        }
        connection.instantShutdown();
    }

    private void pause(final boolean isRefused) {
        final long pauseNs = attempts.pauseNs(isRefused);
        if (!isRefused) {
            signal.await(pauseNs);
            return;
        }
        final long beganNs = clock.ticksNs();
        state = state.then(
                false,
                AWAY,
                clock.timeNs(),
                state.more() + "; the next time at " + PartState.time(clock.timeNs() + pauseNs));
        while (!isClosed && clock.ticksNs() - beganNs < pauseNs && !attempts.isFileChanged()) {
            signal.await(Math.min(PASSWORD_LOOK_NS, pauseNs));
        }
    }

    private void onLogin() throws NotConnectedException, InterruptedException {
        counters.increment(XmppCounter.LOGINS);
        awayKnown = "";
        attempts.accepted();
        final boolean isResumed = connection.streamWasResumed();
        LOG.info("event=xmpp_login user={} resumed={} under_way={}", connection.getUser(), isResumed, underWay.count());
        sending.lock();
        try {
            if (!isResumed) {
                rooms.join(connection);
                sendAgain();
            }
            state = state.then(true, "logged in as " + account.address(), clock.timeNs(), "");
            isOnline = true; // a loss is told of from here on, and has the last word
        } finally {
            sending.unlock();
        }
        if (!connection.isAuthenticated()) {
            onLost(); // Smack told of it before anybody was online
        }
        listener.onReady();
    }

    private void sendAgain() throws NotConnectedException, InterruptedException {
        final List<Message> inDoubt = underWay.inDoubt(brokeNs);
        underWay.sentAgain();
        for (final Message message : inDoubt) {
            counters.increment(XmppCounter.RESENT);
            connection.sendStanza(message);
        }
    }

    // ---- Smack's threads

    private void onLost() {
        if (isOnline) {
            brokeNs = clock.ticksNs();
            isOnline = false;
            counters.increment(XmppCounter.LOSSES);
            state = state.then(false, AWAY, clock.timeNs(), "the connection broke; it is made again");
            LOG.warn("event=xmpp_lost under_way={}", underWay.count());
            signal.raise();
        }
    }

    private void onPresence(final Presence presence) throws NotConnectedException, InterruptedException {
        if (rooms.onPresence(connection, presence)) {
            signal.raise();
            listener.onReady();
        }
    }

    private void onAcknowledged(final Stanza stanza) {
        if (stanza instanceof Message) {
            underWay.acknowledged(stanza.getStanzaId());
            counters.set(XmppCounter.UNACKNOWLEDGED, underWay.count());
            if (!isSettling && underWay.hasDoubtful()) {
                isSettling = true;
                signal.raise(); // which settles them in time
            }
            if (isRefused) {
                listener.onReady();
            }
        }
    }
}
