package leela.ops.service;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import leela.io.http.status.Readiness;

/**
 * What {@code /readyz} tells: which listeners there are, whether storage writes, chat and directory are there and
 * alerts are told, and whether something broke.
 * Thread: any; the listeners are complete before the first request.
 */
final class ServiceReadiness implements Readiness {

    private final ErrorReporter errors;
    private final Storage storage;
    private final List<Supplier<List<Part>>> others;
    private final List<Listener> listeners;

    ServiceReadiness(
            final ErrorReporter errors,
            final Storage storage,
            final List<Supplier<List<Part>>> others,
            final List<Listener> listeners) {
        this.errors = errors;
        this.storage = storage;
        this.others = others;
        this.listeners = listeners;
    }

    @Override
    public List<Part> parts() {
        final List<Part> parts = new ArrayList<>();
        parts.add(new Part("engine", !errors.isFatal(), errors.isFatal() ? "broken" : "running"));
        parts.addAll(storage.state());
        others.forEach(other -> parts.addAll(other.get()));
        for (final Listener listener : listeners) {
            final String fault = listener.fault().get();
            final String state =
                    "listening on " + listener.address() + listener.note().get();
            parts.add(new Part(listener.name(), fault.isEmpty(), fault.isEmpty() ? state : state + "; " + fault));
        }
        return parts;
    }
}
