package leela.engine.notify.delivery;

import java.util.Optional;

/** All who can be told. Thread: any. */
public interface Recipients {

    /** The one that alerts write so. */
    Optional<Recipient> find(String name);

    /** Why nobody is called so, in a sentence; empty where somebody is. */
    Optional<String> fault(String name);
}
