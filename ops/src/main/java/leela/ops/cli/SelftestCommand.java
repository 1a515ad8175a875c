package leela.ops.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.engine.runtime.Clock;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.EngineHttp;
import leela.ops.client.EngineProbe;
import leela.ops.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code leela selftest}: metrics into the running engine, seen by a standing query and by storage.
 * Errors: 1 if any part fails; each says which and why.
 */
@Command(
        name = "selftest",
        description = "Test the running engine: udp ping; udp and http writes seen by a query and by storage.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela selftest", "  leela selftest -c /etc/leela/leela.toml"})
final class SelftestCommand implements Callable<Integer> {

    private static final double NS_PER_MS = 1e6;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    private final Clock clock = new SystemClock();
    private boolean hasFailed;

    /** One part of the test. */
    private interface Check {
        void run() throws Exception;
    }

    @Override
    public Integer call() {
        final Config inForce = config.config();
        final EngineProbe probe = new EngineProbe(inForce, clock);
        EngineHttp.warning(inForce)
                .ifPresent(
                        warning -> spec.commandLine().getErr().println("leela: warning: " + PrintableText.of(warning)));
        final boolean hasUdp = inForce.udp().enabled();
        final boolean hasHttp = inForce.http().enabled();
        final boolean hasStorage = probe.hasStorage();
        run("udp ping", hasUdp, probe::ping);
        run("udp seen by a query", hasUdp, probe::seeUdpInQuery);
        run("http seen by a query", hasHttp, probe::seeHttpInQuery);
        run("udp seen by storage", hasUdp && hasHttp && hasStorage, probe::seeUdpInStorage);
        run("http seen by storage", hasHttp && hasStorage, probe::seeHttpInStorage);
        run("journal", hasStorage, () -> probe.seeReady("journal"));
        run("storage", hasStorage, () -> probe.seeReady("storage"));
        if (inForce.xmpp().enabled()) {
            run("xmpp", true, () -> probe.seeReady("xmpp"));
            run("directory", true, () -> probe.seeReady("directory"));
        }
        return hasFailed ? ExitStatus.FAILED : ExitStatus.GOOD;
    }

    private void run(final String name, final boolean isEnabled, final Check check) {
        final PrintWriter out = spec.commandLine().getOut();
        if (!isEnabled) {
            out.printf(Locale.ROOT, "skip  %-22s not enabled%n", name);
            return;
        }
        final long beforeNs = clock.ticksNs();
        try {
            check.run();
            out.printf(Locale.ROOT, "pass  %-22s %.1f ms%n", name, (clock.ticksNs() - beforeNs) / NS_PER_MS);
        } catch (final Exception failed) {
            hasFailed = true;
            out.printf(Locale.ROOT, "fail  %-22s %s%n", name, PrintableText.of(String.valueOf(failed.getMessage())));
        }
        out.flush();
    }
}
