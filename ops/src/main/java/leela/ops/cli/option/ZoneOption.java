package leela.ops.cli.option;

import java.time.ZoneId;
import java.time.ZoneOffset;
import picocli.CommandLine.Option;

/** The option {@code --utc}; without it times are those of this machine's zone. */
public final class ZoneOption {

    @Option(names = "--utc", description = "Times in UTC, in place of this machine's zone (TZ).")
    private boolean isUtc;

    public ZoneId zone() {
        return isUtc ? ZoneOffset.UTC : ZoneId.systemDefault();
    }
}
