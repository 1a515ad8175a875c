package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class NamedThreadsTest {

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Test
    void shouldNumberThreadsBehindTheFirst() {
        final NamedThreads threads = new NamedThreads("leela-udp", errors::add);

        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("leela-udp");
        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("leela-udp-1");
        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("leela-udp-2");
    }

    @Test
    void shouldMakeDaemonsThatAreNotStarted() {
        final Thread thread = NamedThreads.named("leela-x", errors::add, () -> {});

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    void shouldReportWhatAThreadDiesOf() throws InterruptedException {
        final IllegalStateException fault = new IllegalStateException("gone");
        final Thread thread = NamedThreads.named("leela-x", errors::add, () -> {
            throw fault;
        });
        thread.start();
        thread.join(10_000);

        assertThat(errors)
                .singleElement()
                .isInstanceOf(ThreadEndedError.class)
                .extracting(Throwable::getMessage, Throwable::getCause)
                .containsExactly("the thread leela-x has ended: " + fault, fault);
    }

    @Test
    void shouldReportWhatATaskThrewAsItIsWhereItsThreadIsMadeAnew() throws InterruptedException {
        final IllegalStateException fault = new IllegalStateException("gone");
        final Thread thread = new NamedThreads("leela-x", errors::add).newThread(() -> {
            throw fault;
        });
        thread.start();
        thread.join(10_000);

        assertThat(errors).containsExactly(fault);
    }

    @Test
    void shouldRefuseNamesThatLinuxWouldCut() {
        new NamedThreads("leela-123456789", errors::add);
        assertThatThrownBy(() -> new NamedThreads("leela-1234567890", errors::add))
                .hasMessage("thread name: leela-1234567890 (expected: 1-15 characters)");
    }
}
