package leela.adapters.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

final class PostLoopTest {

    private final BlockingQueue<String> ranOn = new LinkedBlockingQueue<>();

    @Test
    void shouldGiveAllMessagesOneThread() throws InterruptedException {
        try (PostLoop loop = Outcomes.posts()) {
            for (int i = 0; i < 3; i++) {
                loop.group().execute(() -> ranOn.add(Thread.currentThread().getName()));
            }

            assertThat(ranOn.take())
                    .startsWith("leela-post")
                    .isEqualTo(ranOn.take())
                    .isEqualTo(ranOn.take());
        }
    }

    @Test
    void shouldEndItsThreadWhenClosed() throws InterruptedException {
        final PostLoop loop = Outcomes.posts();
        final var group = loop.group();
        group.execute(() -> ranOn.add("ran"));
        assertThat(ranOn.take()).isEqualTo("ran");

        loop.close();

        group.terminationFuture().sync();
        assertThat(group.isTerminated()).isTrue();
    }

    @Test
    void shouldHaveNothingToEndWhereNothingWasPosted() {
        final PostLoop loop = Outcomes.posts();

        loop.close();
        loop.close();

        assertThat(loop.group().isShuttingDown()).as("made by this look at it").isFalse();
        loop.close();
    }
}
