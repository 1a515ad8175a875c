package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static leela.io.input.collectd.CollectdRig.NOW_NS;
import static leela.io.input.collectd.CollectdRig.write;
import static leela.io.input.collectd.PacketBuilder.listOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import leela.engine.counters.Counters;
import leela.io.input.collectd.security.AuthFile;
import leela.io.input.collectd.security.AuthorisedUsers;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFileTest {

    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private Path directory;

    /** {@code password} is what the user must sign with, or - where the line names no such user. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "user: pass|user|pass",
                "user:pass|user|pass",
                "  \tuser:  \tpass|user|pass",
                "user: pass word |user|pass word ",
                "user: pa:ss|user|pa:ss",
                "user : pass|user |pass",
                "user: #pass|user|#pass",
                "# user: pass|user|-",
                "user: pass\\nuser: second|user|pass",
                "user pass|user|-",
                "user:|user|-",
                "user:   |user|-",
                ": pass|user|-",
                "\\n\\nuser: pass\\r\\n|user|pass"
            })
    void shouldReadTheFileAsCollectdDoes(final String text, final String name, final String password) {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.SIGN);
        write(
                directory.resolve("auth"),
                text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"));
        final boolean isKnown = !"-".equals(password);
        assertThat(rig.decode(listOf("h", "gauge").gauge(1).signed(name, password), NOW_NS))
                .hasSize(isKnown ? 1 : 0);
        assertThat(rig.count(CollectdCounter.UNKNOWN_USER)).isEqualTo(isKnown ? 0 : 1);
    }

    @Test
    void shouldTakeUsersUpToTheLongest() throws IOException {
        final String longest = "u".repeat(CollectdDescriptor.MAX_USER_LENGTH);
        final AuthorisedUsers users =
                AuthFile.read(write(directory.resolve("auth"), longest + ": p\n" + longest + "u: p\n"));
        assertThat(users.size()).isEqualTo(1);
        final byte[] name = longest.getBytes(ISO_8859_1);
        assertThat(users.find(new UnsafeBuffer(name), 0, name.length)).hasToString(longest);
    }

    @Test
    void shouldFollowAChangedFile() {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.SIGN);
        final byte[] ofFormer = listOf("h", "gauge").gauge(1).signed(CapturedPackets.USER, CapturedPackets.PASSWORD);
        final byte[] ofNew = listOf("h", "gauge").gauge(1).encrypted(CapturedPackets.USER, "changed");
        assertThat(rig.decode(ofFormer, NOW_NS)).hasSize(1);
        assertThat(rig.decode(ofNew, NOW_NS)).isEmpty();
        write(directory.resolve("auth"), CapturedPackets.USER + ": changed\n");
        assertThat(rig.decode(ofNew, NOW_NS + SECOND_NS - 1)).isEmpty();
        assertThat(rig.decode(ofNew, NOW_NS + SECOND_NS)).hasSize(1);
        assertThat(rig.decode(ofFormer, NOW_NS + SECOND_NS)).isEmpty();
    }

    @Test
    void shouldKeepTheFormerUsersWhenTheFileGoes() throws IOException {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.SIGN);
        final byte[] packet = listOf("h", "gauge").gauge(1).signed(CapturedPackets.USER, CapturedPackets.PASSWORD);
        assertThat(rig.decode(packet, NOW_NS)).hasSize(1);
        Files.delete(directory.resolve("auth"));
        assertThat(rig.decode(packet, NOW_NS + SECOND_NS)).hasSize(1);
        assertThat(rig.count(CollectdCounter.FILE_REFUSED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "garbage\n", "# nobody\n", "user:"})
    void shouldKeepTheFormerUsersWhenNobodyIsInTheFileAnyMore(final String text) {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.SIGN);
        final byte[] packet = listOf("h", "gauge").gauge(1).signed(CapturedPackets.USER, CapturedPackets.PASSWORD);
        assertThat(rig.decode(packet, NOW_NS)).hasSize(1);
        write(directory.resolve("auth"), text);
        assertThat(rig.decode(packet, NOW_NS + SECOND_NS)).hasSize(1);
        assertThat(rig.count(CollectdCounter.FILE_REFUSED)).isEqualTo(1);
        write(directory.resolve("auth"), CapturedPackets.USER + ": changed\n");
        assertThat(rig.decode(packet, NOW_NS + 2 * SECOND_NS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, true",
        "rw-r-----, true",
        "rw-rw----, true",
        "rw-r--r--, true",
        "rw-rw-rw-, false",
        "rw-----w-, false"
    })
    void shouldRefuseAFileThatAnybodyMayWriteTo(final String mode, final boolean isTaken) throws IOException {
        final CollectdConfig config = CollectdRig.config(directory, SecurityLevel.SIGN, Duration.ZERO);
        final Path file = directory.resolve("auth");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        if (isTaken) {
            assertThat(new CollectdSettings(config, Counters.inMemory())
                            .users(NOW_NS)
                            .size())
                    .isEqualTo(2);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CollectdSettings(config, Counters.inMemory()))
                    .withMessage("collectd.auth_file: " + file
                            + ": anybody may write to it (expected: mode 600; chmod 600 " + file + ")");
        }
    }

    @Test
    void shouldShowNoPassword() throws IOException {
        final AuthorisedUsers users = AuthFile.read(write(directory.resolve("auth"), "user: secret\n"));
        final byte[] name = "user".getBytes(ISO_8859_1);
        assertThat(users.find(new UnsafeBuffer(name), 0, name.length).toString())
                .isEqualTo("user");
    }
}
