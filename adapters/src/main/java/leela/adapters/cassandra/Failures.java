package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.AlreadyExistsException;
import com.datastax.oss.driver.api.core.servererrors.QueryConsistencyException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import leela.engine.spi.StoreException;

/** What the driver throws, as one plain sentence, and whether it passes by itself. Thread: any. */
final class Failures {

    private final String cluster;

    /** Of a cluster at these addresses. */
    Failures(final List<String> contactPoints) {
        cluster = "Cassandra at " + String.join(", ", contactPoints);
    }

    /** Gives what the call gives, or says what went wrong. */
    <T> T in(final Supplier<T> call) {
        try {
            return call.get();
        } catch (final RuntimeException fault) {
            throw of(fault);
        }
    }

    /** Runs it, or says what went wrong. */
    void in(final Runnable call) {
        in(() -> {
            call.run();
            return true;
        });
    }

    /** What the stage gives, or what went wrong; the driver ends every request in time. */
    <T> T awaiting(final CompletionStage<T> stage) {
        return in(() -> stage.toCompletableFuture().join());
    }

    StoreException of(final Throwable fault) {
        final Throwable cause =
                fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof StoreException known) {
            return known;
        }
        if (cause instanceof AllNodesFailedException all) {
            return ofNodes(all);
        }
        if (cause instanceof DriverTimeoutException) {
            return new StoreException(cluster + " does not answer in time.", true, cause);
        }
        if (cause instanceof UnavailableException few) {
            return new StoreException(
                    cluster + " has too few live replicas for " + few.getConsistencyLevel() + ": " + few.getAlive()
                            + " of " + few.getRequired() + ".",
                    true,
                    cause);
        }
        if (cause instanceof QueryConsistencyException few) {
            return new StoreException(
                    cluster + ": too few replicas answered in time for " + few.getConsistencyLevel() + ": "
                            + few.getReceived() + " of " + few.getBlockFor() + ".",
                    true,
                    cause);
        }
        if (cause instanceof AuthenticationException) {
            return new StoreException(
                    cluster + " refuses the login; see cassandra.username and password_file.", false, cause);
        }
        if (cause instanceof QueryValidationException && !(cause instanceof AlreadyExistsException)) {
            return new StoreException(cluster + " refuses: " + cause.getMessage() + ".", false, cause);
        }
        return new StoreException(cluster + " failed: " + cause.getMessage() + ".", true, cause);
    }

    /** What one node had to say is more than that no node did as asked. */
    private StoreException ofNodes(final AllNodesFailedException all) {
        final List<Throwable> causes = all.getAllErrors().values().stream()
                .flatMap(List::stream)
                .flatMap(Failures::causes)
                .toList();
        return causes.stream()
                .filter(cause -> cause instanceof AuthenticationException
                        || cause instanceof QueryConsistencyException
                        || cause instanceof UnavailableException)
                .findFirst()
                .map(this::of)
                .orElseGet(() -> new StoreException(
                        cluster + " does not answer: no node can be reached" + reason(causes) + ".", true, all));
    }

    private static String reason(final List<Throwable> causes) {
        // the last is the one all others follow from
        return causes.stream()
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((earlier, later) -> later)
                .map(message -> " (" + message + ")")
                .orElse("");
    }

    private static Stream<Throwable> causes(final Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause);
    }
}
