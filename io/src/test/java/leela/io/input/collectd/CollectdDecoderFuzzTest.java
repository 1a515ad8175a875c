package leela.io.input.collectd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;

/** Replays the inputs kept beside it; with {@code JAZZER_FUZZ=1} and {@code -Djazzer.hooks=true} it seeks new ones. */
class CollectdDecoderFuzzTest {

    private static final int MAX_LENGTH = 30_000;

    @TempDir
    private Path directory;

    /** The first byte says how the others are protected. */
    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyDatagram(final byte[] input) {
        if (input.length > 0 && input.length < MAX_LENGTH) {
            final AnyPacket any = new AnyPacket(CollectdRig.in(directory));
            any.check(AnyPacket.shelter(input[0], Arrays.copyOfRange(input, 1, input.length)));
        }
    }
}
