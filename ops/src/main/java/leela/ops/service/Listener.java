package leela.ops.service;

/**
 * One place where the service can be reached. Thread: immutable.
 *
 * @param name    what speaks there, such as {@code udp} or {@code timeline-databus}
 * @param address {@code host:port}, or a socket's path
 */
public record Listener(String name, String address) {

    @Override
    public String toString() {
        return name + " " + address;
    }
}
