package leela.io.http.status;

import java.util.List;

/** What {@code /readyz} asks: the state of each part of the engine. */
public interface Readiness {

    /** The parts as they are now. Thread: any; answers at once. */
    List<Part> parts();

    /**
     * One part of the engine.
     *
     * @param state one word or short sentence for people: {@code listening}, {@code storage unavailable since …}
     */
    record Part(String name, boolean isReady, String state) {}
}
