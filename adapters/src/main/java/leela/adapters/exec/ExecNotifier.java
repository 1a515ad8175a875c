package leela.adapters.exec;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.NoticeText;
import leela.engine.alert.Transition;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;

/**
 * Runs a program for each notice, one at a time: the JSON of a webhook on its standard input, the first transition in
 * its environment. No shell reads the command; of what the program writes the last line of its standard error is told
 * where it fails. Exit status 0 is its word, 75 (EX_TEMPFAIL) asks for another try, others refuse.
 * Thread: the executor's; {@link #trySend} one.
 * Memory: the notice as JSON; the end of the standard error.
 * Errors: a program that takes too long is killed, with all that it has started.
 */
public final class ExecNotifier implements Notifier<Notice> {

    private static final int TRY_AGAIN = 75;
    private static final String ACKNOWLEDGED = "acknowledged";
    private static final long LOOK_MS = 20;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ExecConfig config;
    private final NoticeJson json;
    private final NoticeText text;
    private final Executor executor;

    public ExecNotifier(
            final ExecConfig config, final NoticeJson json, final NoticeText text, final Executor executor) {
        config.check();
        this.config = config;
        this.json = json;
        this.text = text;
        this.executor = executor;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean trySend(final String to, final Notice notice, final Consumer<Outcome> onOutcome) {
        return trySend(to, notice, () -> {}, onOutcome);
    }

    @Override
    public boolean trySend(
            final String to, final Notice notice, final Runnable onBegin, final Consumer<Outcome> onOutcome) {
        final byte[] input = json.message(notice).toString().getBytes(StandardCharsets.UTF_8);
        executor.execute(() -> onOutcome.accept(run(notice, input, onBegin)));
        return true;
    }

    private Outcome run(final Notice notice, final byte[] input, final Runnable onBegin) {
        final ProcessBuilder program = new ProcessBuilder(config.command())
                .directory(new File("/"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        describe(notice, program.environment());
        try {
            onBegin.run();
        } catch (final IllegalStateException notKept) {
            return Outcome.retry(notKept.getMessage());
        }
        final Process process;
        try {
            process = program.start();
        } catch (final IOException notStarted) {
            return Outcome.retry("it cannot be started (" + notStarted.getMessage() + ")");
        }
        // which also ends a write that nobody reads
        final var watch = process.onExit().orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        final var unused = watch.exceptionally(late -> {
            kill(process);
            return process;
        });
        try (OutputStream to = process.getOutputStream()) {
            to.write(input);
        } catch (final IOException unread) {
            // a program need not read it; its exit status tells
        }
        final LastLine errors = new LastLine(process.getErrorStream());
        try {
            // a program that writes much does not wait long for its reader; what it leaves running may write on
            while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                errors.look();
            }
        } catch (final InterruptedException closing) {
            Thread.currentThread().interrupt();
            kill(process);
            return Outcome.unconfirmed("the engine ended before the program");
        }
        return watch.isCompletedExceptionally()
                ? Outcome.unconfirmed(
                        "it was killed: not done within " + config.timeout().toMillis() + " ms")
                : outcome(process.exitValue(), errors.text());
    }

    private static Outcome outcome(final int status, final String said) {
        final String reason = "exit status " + status + (said.isEmpty() ? "" : ": " + said);
        return switch (status) {
            case 0 -> Outcome.CONFIRMED;
            case TRY_AGAIN -> Outcome.retry(reason);
            default -> Outcome.refused(reason);
        };
    }

    private static void kill(final Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void describe(final Notice notice, final Map<String, String> environment) {
        final Transition first = notice.first();
        environment.clear();
        environment.put("PATH", PATH);
        environment.put("LEELA_ID", notice.id());
        environment.put("LEELA_COUNT", String.valueOf(notice.transitions().size()));
        environment.put("LEELA_NUMBER", String.valueOf(first.number()));
        environment.put("LEELA_ALERT", clean(first.alert()));
        environment.put("LEELA_GROUP", clean(first.group()));
        environment.put("LEELA_KEY", clean(first.key()));
        // who rings on what fires must not ring again since somebody looks at it
        environment.put(
                "LEELA_STATE",
                notice.event() == Notice.Event.ACK ? ACKNOWLEDGED : first.to().toString());
        environment.put("LEELA_EVENT", notice.event().toString());
        environment.put("LEELA_LATE", String.valueOf(text.lateSeconds(notice)));
        environment.put("LEELA_SEVERITY", clean(first.severity()));
        environment.put("LEELA_TEXT", clean(text.line(first)));
    }

    /** Without what an environment cannot hold. */
    private static String clean(final String text) {
        return text.replace('\0', '?');
    }
}
