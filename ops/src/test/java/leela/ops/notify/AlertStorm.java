package leela.ops.notify;

import java.util.Locale;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;

/**
 * Hosts whose values cross the limit of an alert to and fro, each sample a change; and one host more whose change, once
 * told, shows that all before it were.
 * Thread: the test's.
 */
public final class AlertStorm {

    private static final int HOSTS = 20;
    private static final int BAD = 95;
    private static final int GOOD = 5;
    private static final long NS_PER_MS = 1_000_000;

    private final Clock clock = new SystemClock();
    private int flips;
    private int marks;

    /** The alert; so many changes are no flapping. */
    public static String alert(final String recipients) {
        return "ALERT storm WHEN [> 90] FROM ^(.*)\\.load$ BY $1 FLAP 100 IN 1s TO " + recipients + ";\n";
    }

    /** The next sample. */
    public String flip() {
        final int flip = flips++;
        return sample("web" + flip % HOSTS, flip / HOSTS % 2 == 0 ? BAD : GOOD);
    }

    /** How many there were. */
    public int flips() {
        return flips;
    }

    /** A good sample of every host that is one of {@code of}. */
    public String calm(final int of) {
        final StringBuilder samples = new StringBuilder();
        for (int host = 0; host < HOSTS; host += of) {
            samples.append(sample("web" + host, GOOD));
        }
        return samples.toString();
    }

    /** The one host more changes with the next {@link #mark}. */
    public void nextMark() {
        marks++;
    }

    /** A sample of the one host more; may be sent again and again. */
    public String mark() {
        return sample("mark", marks % 2 == 1 ? BAD : GOOD);
    }

    /** What is told once the mark has changed, as {@link MessageLedger} has it. */
    public String marked() {
        return "mark " + (marks % 2 == 1 ? "firing" : "ok");
    }

    private String sample(final String host, final int value) {
        final long ms = clock.timeNs() / NS_PER_MS;
        final String key = host + ".load";
        return String.format(Locale.ROOT, "gauge %d|%s %d %d.%03d;", key.length(), key, value, ms / 1000, ms % 1000);
    }
}
