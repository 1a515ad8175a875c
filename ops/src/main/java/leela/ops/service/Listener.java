package leela.ops.service;

import java.util.function.Supplier;

/**
 * One place where the service can be reached. Thread: immutable.
 *
 * @param name    what speaks there, such as {@code udp} or {@code timeline-databus}
 * @param address {@code host:port}, or a socket's path
 * @param fault   what somebody should mend there, though it listens; empty where there is nothing
 * @param note    what somebody should know of it, behind a semicolon; empty where there is nothing
 */
public record Listener(String name, String address, Supplier<String> fault, Supplier<String> note) {

    Listener(final String name, final String address, final Supplier<String> fault) {
        this(name, address, fault, () -> "");
    }

    Listener(final String name, final String address) {
        this(name, address, () -> "");
    }

    @Override
    public String toString() {
        return name + " " + address;
    }
}
