package leela.ops.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import leela.engine.runtime.ManualClock;
import leela.io.http.access.AccessRules;
import leela.io.http.access.LocalPasses;
import leela.io.http.access.Right;
import leela.ops.admin.ControlCommand;
import leela.ops.admin.ControlLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pass opens, by who asks for it. */
final class PassControlTest {

    @TempDir
    private Path folder;

    private final LocalPasses passes = new LocalPasses(new ManualClock(0));
    private final PassControl control = new PassControl(passes);
    private AccessRules rules;

    @BeforeEach
    void ask() throws IOException {
        final Path file = Files.writeString(folder.resolve("tokens"), "s3cret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        rules = new AccessRules(file.toString(), 0, passes, () -> {});
    }

    @Test
    void shouldLetTheOwnerDoAll() {
        assertThat(opened(true)).containsExactlyInAnyOrder(Right.values());
    }

    @Test
    void shouldLetOthersReadAndWrite() {
        assertThat(opened(false)).containsExactlyInAnyOrder(Right.READ, Right.WRITE);
    }

    private List<Right> opened(final boolean isOwner) {
        final String token = control.run(ControlLine.object(), new ControlCommand.Caller(1000, isOwner))
                .next()
                .path("token")
                .asText();
        final List<Right> opened = new ArrayList<>();
        for (final Right right : Set.of(Right.values())) {
            if (rules.refusalOf("Bearer " + token, AccessRules.noParameter(), right, 0) == null) {
                opened.add(right);
            }
        }
        return opened;
    }
}
