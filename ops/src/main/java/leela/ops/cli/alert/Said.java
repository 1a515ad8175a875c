package leela.ops.cli.alert;

import java.io.PrintWriter;
import leela.engine.runtime.PrintableText;

/** What is said to the engine of alerts, and its answer. Thread: any. */
final class Said {

    private Said() {}

    /** Who says it, as others see it. */
    static String user() {
        return System.getProperty("user.name", "somebody") + " on the command line";
    }

    static void print(final PrintWriter out, final String answer) {
        answer.lines().forEach(line -> out.println(PrintableText.of(line)));
        out.flush();
    }
}
