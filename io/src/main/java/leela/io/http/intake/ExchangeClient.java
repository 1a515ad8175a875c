package leela.io.http.intake;

/** The connection, as an exchange sees it. Thread: the loop's. */
public interface ExchangeClient {

    /** Has so many bytes taken for the answer from now on; false, and as before, where others have them. */
    boolean take(long bytes);

    /** The body is not needed any more. */
    void releaseBody();

    /** The answer goes on until the client leaves: the end of what it sends is its leave. */
    void onLive();

    /** The client has so long to take what was written. */
    void onSent();

    /** The client took what was written; more is to come. */
    void onTaken();

    /** The answer is out. */
    void onEnd(boolean isKeptAlive);
}
