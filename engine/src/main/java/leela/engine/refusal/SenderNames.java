package leela.engine.refusal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * What senders are called, by the number that stands for each in a series: who sent before is no longer there to be
 * asked.
 * Thread: any.
 * Memory: the names of {@link #KEPT} senders; a name is made when a sender is met for whom another's was forgotten.
 */
public final class SenderNames {

    /** Of nobody, or of somebody who is not told from others. */
    public static final int NOBODY = 0;

    private static final int KEPT = 1024;

    private record Named(int sender, String name) {}

    private final AtomicReferenceArray<Named> names = new AtomicReferenceArray<>(KEPT);

    /** Notes who this is; asks for the name only where it is not there. */
    public void note(final int sender, final Supplier<String> name) {
        final int place = place(sender);
        final Named known = names.get(place);
        if (known == null || known.sender != sender) {
            names.set(place, new Named(sender, withoutPort(name.get())));
        }
    }

    /** The name, or a word for one that was forgotten. */
    public String of(final int sender) {
        final Named known = names.get(place(sender));
        return known != null && known.sender == sender ? known.name : "another";
    }

    private static int place(final int sender) {
        return (sender ^ sender >>> 16) & KEPT - 1;
    }

    static String withoutPort(final String address) {
        final int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }
}
