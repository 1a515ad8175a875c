package leela.io.input.collectd.security;

import java.util.Map;
import leela.io.input.collectd.wire.NameMap;
import org.agrona.DirectBuffer;

/**
 * The users that the auth file names.
 * Thread: immutable.
 * Memory: nothing per look-up.
 */
public final class AuthorisedUsers {

    /** No auth file. */
    public static final AuthorisedUsers NONE = new AuthorisedUsers(Map.of());

    private final NameMap<User> users;

    AuthorisedUsers(final Map<String, User> users) {
        this.users = new NameMap<>(users);
    }

    public int size() {
        return users.size();
    }

    /** The user of a name, or null. */
    public User find(final DirectBuffer packet, final int offset, final int length) {
        return users.find(packet, offset, length);
    }
}
