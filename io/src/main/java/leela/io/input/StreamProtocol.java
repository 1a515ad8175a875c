package leela.io.input;

import leela.engine.ring.Producer;
import leela.engine.ring.Source;

/**
 * What an input brings along that comes over connections, so that whatever reads these need not know it by name.
 * Thread: any; decoders are their receivers'.
 */
public interface StreamProtocol {

    /** Its account; a full ring makes its senders wait. */
    Source source();

    /** One port's share of it; {@code producer} is from here on the port's alone. */
    StreamInput input(Producer producer);
}
