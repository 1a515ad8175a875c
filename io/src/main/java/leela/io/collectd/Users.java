package leela.io.collectd;

import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * The users that the auth file names.
 * Thread: immutable.
 * Memory: nothing per look-up.
 */
final class Users {

    /** No auth file. */
    static final Users NONE = new Users(Map.of());

    private final NameMap<User> users;

    Users(final Map<String, User> users) {
        this.users = new NameMap<>(users);
    }

    int size() {
        return users.size();
    }

    /** The user of a name, or null. */
    User find(final DirectBuffer packet, final int offset, final int length) {
        return users.find(packet, offset, length);
    }
}
