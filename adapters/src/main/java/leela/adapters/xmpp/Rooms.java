package leela.adapters.xmpp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.spi.PartState;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StanzaError;
import org.jivesoftware.smackx.delay.packet.DelayInformation;
import org.jivesoftware.smackx.muc.packet.MUCInitialPresence;
import org.jivesoftware.smackx.muc.packet.MUCOwner;
import org.jivesoftware.smackx.muc.packet.MUCUser;
import org.jivesoftware.smackx.muc.packet.MUCUser.Status;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.jxmpp.jid.BareJid;
import org.jxmpp.jid.EntityFullJid;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group chats (XEP-0045): joined at each login, and again where the engine was put out; what is said there is a command
 * where it begins with the engine's name.
 * Thread: {@link #join} and {@link #joinDue} the connection's; the others any.
 * Errors: a room that lets nobody in, or puts the engine out, is logged and counted; {@link #absent} tells of it.
 */
final class Rooms {

    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final int NO_LIMIT = -1;

    private final String name;
    private final Clock clock;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<BareJid, Room> rooms = new LinkedHashMap<>();

    Rooms(final String name, final List<String> addresses, final Clock clock, final Counters counters) {
        this.name = name;
        this.clock = clock;
        this.counters = counters;
        for (final String address : addresses) {
            final Room room = new Room(JidCreate.entityBareFromOrThrowUnchecked(address), name, clock.timeNs());
            rooms.put(room.address(), room);
        }
    }

    boolean contains(final BareJid address) {
        return rooms.containsKey(address);
    }

    /** Whether messages reach it: it is no room, or one that the engine is in. */
    boolean isOpen(final Jid to) {
        final Room room = rooms.get(to.asBareJid());
        return room == null || locked(room::isIn);
    }

    /** The rooms that the engine should be in and is not. */
    List<PartState> absent() {
        return locked(() -> rooms.values().stream()
                .filter(room -> !room.isIn())
                .map(Room::state)
                .toList());
    }

    /** After a login: asks to be let in everywhere. */
    void join(final XMPPConnection connection) throws NotConnectedException, InterruptedException {
        locked(() -> {
            rooms.values().forEach(room -> room.begin(clock.ticksNs()));
            return rooms;
        });
        joinDue(connection);
    }

    /** Asks where it is time to; gives how long until the next time. */
    long joinDue(final XMPPConnection connection) throws NotConnectedException, InterruptedException {
        final long nowNs = clock.ticksNs();
        for (final EntityFullJid seat : locked(() -> due(nowNs))) {
            // without the rooms' history, which holds commands that were carried out
            connection.sendStanza(connection
                    .getStanzaFactory()
                    .buildPresenceStanza()
                    .to(seat)
                    .addExtension(new MUCInitialPresence(null, NO_LIMIT, 0, NO_LIMIT, null))
                    .build());
        }
        return locked(() -> rooms.values().stream()
                .filter(room -> !room.isIn())
                .mapToLong(room -> Math.max(0, room.nextNs() - nowNs))
                .min()
                .orElse(Long.MAX_VALUE));
    }

    private List<EntityFullJid> due(final long nowNs) {
        final List<EntityFullJid> due = new ArrayList<>();
        for (final Room room : rooms.values()) {
            if (!room.isIn() && room.nextNs() - nowNs <= 0) {
                due.add(room.ask(nowNs));
            }
        }
        return due;
    }

    /** What a room tells of the engine's own place in it; whether there is something to do now. */
    boolean onPresence(final XMPPConnection connection, final Presence presence)
            throws NotConnectedException, InterruptedException {
        final Room room =
                presence.getFrom() == null ? null : rooms.get(presence.getFrom().asBareJid());
        if (room == null) {
            return false;
        }
        final Optional<MUCUser> told = Optional.ofNullable(MUCUser.from(presence));
        final Set<Status> statuses = told.map(MUCUser::getStatus).orElse(Set.of());
        if (statuses.contains(Status.ROOM_CREATED_201)) {
            connection.sendStanza(asItIs(room.address()));
        }
        return locked(() -> {
            if (presence.getType() == Presence.Type.error) {
                onRefused(room, presence.getError());
            } else if (!isOwn(room, presence, statuses)) {
                return false;
            } else if (presence.getType() == Presence.Type.available) {
                onIn(room, presence.getFrom().getResourceOrEmpty());
            } else if (presence.getType() == Presence.Type.unavailable && !statuses.contains(Status.NEW_NICKNAME_303)) {
                onPutOut(room, statuses, told.map(MUCUser::getDestroy).isPresent());
            }
            return true;
        });
    }

    /** A message to a room that came back: the room does not know the engine any more, or lets it say nothing. */
    boolean onBounced(final Message message) {
        final Room room = rooms.get(message.getFrom().asBareJid());
        if (room == null || message.getError() == null) {
            return false;
        }
        return locked(() -> {
            final boolean isForgotten =
                    room.isIn() && message.getError().getCondition() == StanzaError.Condition.not_acceptable;
            if (isForgotten) {
                onOut(room, "the room did not know it any more", false);
            }
            return isForgotten;
        });
    }

    private static boolean isOwn(final Room room, final Presence presence, final Set<Status> statuses) {
        return statuses.contains(Status.PRESENCE_TO_SELF_110)
                || presence.getType() == Presence.Type.unavailable
                        && room.isIn()
                        && room.nickname().equals(presence.getFrom().getResourceOrNull());
    }

    private void onIn(final Room room, final Resourcepart as) {
        final boolean isNew = !room.isIn() || !room.nickname().equals(as);
        room.onIn(as, clock.ticksNs(), clock.timeNs());
        count();
        if (isNew) {
            LOG.info("event=room_joined room={} name={}", room.address(), as);
        }
    }

    private void onRefused(final Room room, final StanzaError error) {
        final StanzaError.Condition condition =
                error == null ? StanzaError.Condition.undefined_condition : error.getCondition();
        if (room.isIn()) {
            return; // of something else than being let in
        }
        if (condition == StanzaError.Condition.conflict) {
            final Resourcepart taken = room.nickname();
            counters.increment(XmppCounter.ROOM_REFUSALS);
            room.onNameTaken(clock.ticksNs(), clock.timeNs());
            LOG.warn("event=room_name_taken room={} name={} next={}", room.address(), taken, room.nickname());
            return;
        }
        onOut(
                room,
                switch (condition) {
                    case forbidden -> "the room has banned it";
                    case registration_required -> "the room is for its members";
                    case not_authorized -> "the room wants a password";
                    case not_allowed -> "there is no such room, and it may not make one";
                    case service_unavailable -> "the room is full, or its server is away";
                    default -> "the room does not let it in (" + condition + ")";
                },
                switch (condition) {
                    case forbidden, registration_required, not_authorized, not_allowed -> true;
                    default -> false;
                });
    }

    private void onPutOut(final Room room, final Set<Status> statuses, final boolean isDestroyed) {
        final boolean isBanned = statuses.contains(Status.BANNED_301);
        final String reason;
        if (isBanned) {
            reason = "somebody banned it";
        } else if (statuses.contains(Status.KICKED_307)) {
            reason = "somebody put it out";
        } else if (statuses.contains(Status.REMOVED_AFFIL_CHANGE_321)) {
            reason = "the room is for its members now";
        } else {
            reason = isDestroyed ? "the room was closed" : "the room ended its stay";
        }
        onOut(room, reason, isBanned);
    }

    private void onOut(final Room room, final String reason, final boolean isForGood) {
        counters.increment(XmppCounter.ROOM_REFUSALS);
        room.onOut(reason, isForGood, clock.ticksNs(), clock.timeNs());
        count();
        LOG.warn(
                "event=room_left room={} reason=\"{}\"",
                room.address(),
                room.state().more());
    }

    private void count() {
        counters.set(
                XmppCounter.ROOMS, rooms.values().stream().filter(Room::isIn).count());
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
        final Room room = rooms.get(message.getFrom().asBareJid());
        if (room == null || DelayInformation.from(message) != null) {
            return Optional.empty();
        }
        final Resourcepart own = locked(room::nickname);
        return own.equals(message.getFrom().getResourceOrNull())
                ? Optional.empty()
                : addressed(message.getBody().strip(), own.toString())
                        .or(() -> addressed(message.getBody().strip(), name));
    }

    /** What is said behind this name. */
    private static Optional<String> addressed(final String body, final String to) {
        if (body.length() <= to.length() || !body.toLowerCase(Locale.ROOT).startsWith(to.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        final char separator = body.charAt(to.length());
        return separator == ':' || separator == ','
                ? Optional.of(body.substring(to.length() + 1).strip())
                : Optional.empty();
    }

    private <T> T locked(final Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
