package leela.adapters.notice;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.NamedThreads;
import org.agrona.ErrorHandler;

/**
 * What all messages over HTTP go by: an executor that looks up names, since that waits, and a loop of one thread,
 * {@code leela-post}, for all connections; it is there once something is posted.
 * Thread: any.
 */
public final class PostLoop implements AutoCloseable {

    private final Executor executor;
    private final ErrorHandler onError;
    private EventLoopGroup group; // guarded by this

    public PostLoop(final Executor executor, final ErrorHandler onError) {
        this.executor = executor;
        this.onError = onError;
    }

    Executor executor() {
        return executor;
    }

    synchronized EventLoopGroup group() {
        if (group == null) {
            group = new MultiThreadIoEventLoopGroup(
                    1, new NamedThreads("leela-post", onError), NioIoHandler.newFactory());
        }
        return group;
    }

    @Override
    public synchronized void close() {
        if (group != null) {
            final var unused = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }
}
