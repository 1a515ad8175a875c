package leela.io.http;

/** Answers the requests of one route and method. Thread: the loop's; never blocks. */
public interface Endpoint {

    /**
     * Answers, now or later from a {@link PageStream}.
     *
     * @param rest what stands in the path behind the route's own, as it was sent
     * @throws HttpRefusal for an answer that is an error
     */
    void serve(Exchange exchange, String rest);
}
