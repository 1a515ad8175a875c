package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import leela.engine.runtime.NamedThreads;
import org.agrona.LangUtil;
import org.junit.jupiter.api.Test;

/** What a call does to a thread; those of sockets are tested where they are used. */
final class SystemCallsTest {

    /** Of the fields of stat behind the name; proc(5) counts it as the nineteenth of all. */
    private static final int NICE = 16;

    @Test
    void shouldStepBackWithTheCallingThreadAlone() {
        final String own = nice();
        final CompletableFuture<String> niceOfOther = new CompletableFuture<>();
        NamedThreads.named("other", niceOfOther::completeExceptionally, () -> {
                    SystemCalls.stepBack(7);
                    niceOfOther.complete(nice());
                })
                .start();
        assertThat(niceOfOther.join()).isEqualTo("7");
        assertThat(nice()).isEqualTo(own);
    }

    @Test
    void shouldLetThreadsOfANameStepBack() {
        final CountDownLatch isThere = new CountDownLatch(1);
        final CountDownLatch isDone = new CountDownLatch(1);
        final String own = nice();
        final CompletableFuture<String> niceOfOther = new CompletableFuture<>();
        NamedThreads.named("to-step-back", niceOfOther::completeExceptionally, () -> {
                    isThere.countDown();
                    await(isDone);
                    niceOfOther.complete(nice());
                })
                .start();
        await(isThere);
        SystemCalls.stepBackThreads("to-step-b", 6);
        isDone.countDown();
        assertThat(niceOfOther.join()).isEqualTo("6");
        assertThat(nice()).isEqualTo(own);
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException ended) {
            LangUtil.rethrowUnchecked(ended);
        }
    }

    private static String nice() {
        try {
            final String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE];
        } catch (final IOException refused) {
            LangUtil.rethrowUnchecked(refused);
            return "";
        }
    }
}
