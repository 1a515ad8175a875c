package leela.adapters.xmpp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jivesoftware.smack.packet.Message;

/**
 * Messages that were sent and that the server has not acknowledged (XEP-0198), in their order. On a stream that could not be resumed they
 * are sent again, with the same ids.
 * Thread: any.
 */
final class UnderWay {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Message> messages = new LinkedHashMap<>();

    void add(final Message message) {
        locked(() -> messages.put(message.getStanzaId(), message));
    }

    void remove(final String id) {
        locked(() -> messages.remove(id));
    }

    int count() {
        return locked(messages::size);
    }

    List<Message> all() {
        return locked(() -> new ArrayList<>(messages.values()));
    }

    private <T> T locked(final Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
