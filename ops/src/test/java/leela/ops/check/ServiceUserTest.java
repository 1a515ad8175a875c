package leela.ops.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import leela.ops.config.ConfigFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root gives folders away here; other users cannot. */
@Tag("once")
final class ServiceUserTest {

    private static final String OTHER = "nobody";

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void shouldMakeADataFolder() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
    }

    @Test
    void shouldSayNothingOfAFolderOfOnesOwn() {
        assertThat(ServiceUser.rootFault(data)).isEmpty();
        assertThat(ServiceUser.lockedFault(data)).isEmpty();
        assertThat(ServiceUser.rootFault(folder.resolve("none"))).isEmpty();
    }

    @Test
    void shouldKeepRootOutOfAnothersFolder() throws IOException {
        giveAway(data);

        assertThat(ServiceUser.rootFault(data).orElseThrow())
                .startsWith("leela.data_dir: " + data + " belongs to user nobody, who could not open")
                .contains("runuser -u nobody -- leela");
    }

    @Test
    void shouldTellWhichNamedFileTheOwnerOfTheDataMayNotRead() throws IOException {
        giveAway(data);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        final Path readable = Files.writeString(folder.resolve("types.db"), "load value:GAUGE:0:100\n");
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rw-r--r--"));
        final Path secret = Files.writeString(folder.resolve("auth"), "user: password\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        final ConfigFile config = ConfigFile.parse(
                "test",
                "leela.data_dir = \"" + data + "\"\n[collectd]\nauth_file = \"" + secret + "\"\ntypes_db = [\""
                        + readable + "\"]\n");

        assertThat(NamedFiles.unreadable(config))
                .singleElement()
                .asString()
                .startsWith("collectd.auth_file: user nobody, whom leela.data_dir belongs to, may not read " + secret)
                .contains("(of root:", "rw-------", "chgrp nobody " + secret);
    }

    @Test
    void shouldSayWhoMayNotDoWhat() throws IOException {
        final Path file = Files.writeString(folder.resolve("tokens"), "");

        assertThat(ServiceUser.reason(new AccessDeniedException(file.toString())))
                .startsWith(file + ": user " + System.getProperty("user.name") + " may not read or write it (of ");
        assertThat(ServiceUser.reason(new NoSuchFileException("x"))).isEqualTo("x: no such file");
        assertThatThrownBy(() -> Files.readString(folder.resolve("none")))
                .isInstanceOfSatisfying(
                        IOException.class,
                        refused -> assertThat(ServiceUser.reason(refused)).endsWith("none: no such file"));
    }

    private static void giveAway(final Path file) throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        Files.setOwner(
                file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OTHER));
    }
}
