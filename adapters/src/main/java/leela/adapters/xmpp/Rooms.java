package leela.adapters.xmpp;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smackx.delay.packet.DelayInformation;
import org.jivesoftware.smackx.muc.packet.MUCInitialPresence;
import org.jivesoftware.smackx.muc.packet.MUCOwner;
import org.jivesoftware.smackx.muc.packet.MUCUser;
import org.jivesoftware.smackx.muc.packet.MUCUser.Status;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.jxmpp.jid.BareJid;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group chats (XEP-0045): joined at each login; what is said there is a command where it begins with the engine's
 * nickname.
 * Thread: {@link #join} the connection's; the others any.
 * Errors: a room that lets nobody in, or puts the engine out, is logged.
 */
final class Rooms {

    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final int NO_LIMIT = -1;

    private final Resourcepart nickname;
    private final Set<BareJid> rooms = new HashSet<>();

    Rooms(final String nickname, final List<String> names) {
        this.nickname = Resourcepart.fromOrThrowUnchecked(nickname);
        names.forEach(name -> rooms.add(JidCreate.entityBareFromOrThrowUnchecked(name)));
    }

    boolean contains(final BareJid address) {
        return rooms.contains(address);
    }

    /** Asks to be let in everywhere; without the rooms' history, which holds commands that were carried out. */
    void join(final XMPPConnection connection) throws NotConnectedException, InterruptedException {
        for (final BareJid room : rooms) {
            connection.sendStanza(connection
                    .getStanzaFactory()
                    .buildPresenceStanza()
                    .to(JidCreate.fullFrom((EntityBareJid) room, nickname))
                    .addExtension(new MUCInitialPresence(null, NO_LIMIT, 0, NO_LIMIT, null))
                    .build());
        }
    }

    /** What a room answers to the one who joins. */
    void onPresence(final XMPPConnection connection, final Presence presence)
            throws NotConnectedException, InterruptedException {
        if (presence.getFrom() == null || !rooms.contains(presence.getFrom().asBareJid())) {
            return;
        }
        final Set<Status> statuses = Optional.ofNullable(MUCUser.from(presence))
                .map(MUCUser::getStatus)
                .orElse(Set.of());
        if (presence.getType() == Presence.Type.error) {
            LOG.warn(
                    "event=room_refused room={} reason=\"{}\"",
                    presence.getFrom().asBareJid(),
                    presence.getError());
        } else if (presence.getType() == Presence.Type.unavailable && statuses.contains(Status.PRESENCE_TO_SELF_110)) {
            LOG.warn("event=room_left room={} status={}", presence.getFrom().asBareJid(), statuses);
        } else if (statuses.contains(Status.ROOM_CREATED_201)) {
            connection.sendStanza(asItIs(presence.getFrom().asBareJid()));
        }
    }

    /** A room that did not exist is locked until its maker says how it is to be. */
    private static MUCOwner asItIs(final BareJid room) {
        final MUCOwner form = new MUCOwner();
        form.setTo(room);
        form.setType(IQ.Type.set);
        form.addExtension(DataForm.builder(DataForm.Type.submit).build());
        return form;
    }

    /** The command, if it is said by somebody else, to the engine, and now. */
    Optional<String> command(final Message message) {
        final boolean isOwn = nickname.equals(message.getFrom().getResourceOrNull());
        final String body = message.getBody().strip();
        final String name = nickname.toString();
        if (isOwn
                || DelayInformation.from(message) != null
                || body.length() <= name.length()
                || !body.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        final char separator = body.charAt(name.length());
        return separator == ':' || separator == ','
                ? Optional.of(body.substring(name.length() + 1).strip())
                : Optional.empty();
    }
}
