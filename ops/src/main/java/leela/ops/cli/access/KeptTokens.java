package leela.ops.cli.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import leela.io.http.HttpConfig;
import leela.io.http.access.AccessToken;
import leela.io.http.access.TokenFile;
import leela.ops.client.Failure;

/**
 * The token file of a configuration, read and written as a whole: a reader sees the former or the new one. It stays
 * with the owner and group it has; a new one gets those of its folder, so that the service can read what root made.
 * Thread: one.
 */
final class KeptTokens {

    private static final String MODE = "rw-r-----";

    private final Path file;

    private KeptTokens(final Path file) {
        this.file = file;
    }

    static KeptTokens of(final HttpConfig config) {
        if (config.tokenFile().isEmpty()) {
            throw new Failure(
                    "http.token_file is not set in the configuration: it names the file that tokens are kept in");
        }
        return new KeptTokens(Path.of(config.tokenFile()));
    }

    /** What there is; a bare token is one with all rights. */
    List<AccessToken> read() throws IOException {
        return Files.exists(file) && Files.size(file) > 0 ? TokenFile.read(file) : List.of();
    }

    void write(final List<AccessToken> tokens) throws IOException {
        final Path folder = file.toAbsolutePath().getParent();
        final PosixFileAttributes like =
                Files.readAttributes(Files.exists(file) ? file : folder, PosixFileAttributes.class);
        final Path next = Files.createTempFile(folder, ".token", "");
        try {
            Files.write(next, TokenFile.text(tokens).getBytes(StandardCharsets.US_ASCII));
            give(next, like);
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(MODE));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Where it is another's already, which only root can change. */
    private static void give(final Path next, final PosixFileAttributes like) throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        if (!view.readAttributes().owner().equals(like.owner())) {
            view.setOwner(like.owner());
        }
        if (!view.readAttributes().group().equals(like.group())) {
            view.setGroup(like.group());
        }
    }
}
