package leela.io.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * Who may use a unix stream socket, whatever the mode of its file: root, the engine's own user, and processes of one
 * group, as the kernel knows them since they connected. The socket's file gets that group.
 * Thread: one, its socket's.
 * Memory: room for the groups of one process.
 * Errors: a group that is not there, or that this user may not give away, is an {@link IOException}. Of whom the kernel
 * does not tell is not let in.
 */
public final class PeerAccess {

    /** The number of a user of whom the kernel does not tell. */
    public static final int UNKNOWN = -1;

    private static final int ROOT = 0;
    private static final int ANY = -1;

    private final String name;
    private final int ownUser;
    private final int group;
    private final ByteBuffer room =
            ByteBuffer.allocateDirect(SystemCalls.CREDENTIALS).order(ByteOrder.nativeOrder());

    private PeerAccess(final String name, final int ownUser, final int group) {
        this.name = name;
        this.ownUser = ownUser;
        this.group = group;
    }

    /** Of the socket that this process has bound; an empty name stands for all who can open its file. */
    public static PeerAccess of(final String name, final Path socket) throws IOException {
        if (name.isEmpty()) {
            return new PeerAccess(name, ownerOf(socket), ANY);
        }
        give(socket, name);
        return new PeerAccess(name, ownerOf(socket), (int) Files.getAttribute(socket, "unix:gid"));
    }

    private static int ownerOf(final Path socket) throws IOException {
        return (int) Files.getAttribute(socket, "unix:uid");
    }

    /** The group of this name. */
    public static GroupPrincipal find(final String name) throws IOException {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
        } catch (final UserPrincipalNotFoundException unknown) {
            throw new IOException("leela.group: there is no group " + name, unknown);
        }
    }

    private static void give(final Path socket, final String name) throws IOException {
        final GroupPrincipal principal = find(name);
        try {
            Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(principal);
        } catch (final IOException refused) {
            throw new IOException(
                    "leela.group: " + socket + " cannot be given to the group " + name
                            + "; the engine's user must be a member of it",
                    refused);
        }
    }

    /** Why this client is not let in, for people; empty where it is. */
    public Optional<String> refusal(final SocketChannel client) {
        if (group == ANY) {
            return Optional.empty();
        }
        try {
            final SystemCalls.Peer peer = SystemCalls.peer(client, room);
            return admits(peer, ownUser, group) ? Optional.empty() : Optional.of(sentence("user " + nameOf(client)));
        } catch (final IOException | LinkageError unknown) {
            return Optional.of(sentence("a user that the kernel does not tell of"));
        }
    }

    /** The number of this client's user, or {@link #UNKNOWN}. */
    public int user(final SocketChannel client) {
        try {
            return SystemCalls.peer(client, room).user();
        } catch (final IOException | LinkageError unknown) {
            return UNKNOWN;
        }
    }

    /** Whether this user is root or the engine's own. */
    public boolean isOwner(final int user) {
        return user == ROOT || user == ownUser;
    }

    static boolean admits(final SystemCalls.Peer peer, final int ownUser, final int group) {
        if (peer.user() == ROOT || peer.user() == ownUser || peer.group() == group) {
            return true;
        }
        for (final int other : peer.others()) {
            if (other == group) {
                return true;
            }
        }
        return false;
    }

    private String sentence(final String who) {
        return who + " is not in the group " + name + " (leela.group)";
    }

    private static String nameOf(final SocketChannel client) throws IOException {
        return client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    }
}
