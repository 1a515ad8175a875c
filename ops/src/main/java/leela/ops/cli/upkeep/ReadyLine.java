package leela.ops.cli.upkeep;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import leela.ops.service.Listener;
import leela.ops.service.Version;

/** What an engine that is ready says of itself: where it can be reached. Thread: any; stateless. */
public final class ReadyLine {

    private static final String HTTP = "http";

    private ReadyLine() {}

    /** Each place with its address, for programs. */
    public static String text(final List<Listener> listeners, final boolean isTls) {
        return "leela " + Version.current() + " ready: "
                + listeners.stream().map(one -> one + tls(one, isTls)).collect(Collectors.joining(", "));
    }

    /** The same in short, for a person at a terminal: ports, the folder of the sockets, and the page to open. */
    public static String ofTerminal(final List<Listener> listeners, final boolean isTls) {
        final String ports = listeners.stream()
                .filter(one -> !isSocket(one))
                .map(one -> one + tls(one, isTls))
                .collect(Collectors.joining(", "));
        final String folders = listeners.stream()
                .filter(ReadyLine::isSocket)
                .map(one -> String.valueOf(Path.of(one.address()).getParent()))
                .distinct()
                .collect(Collectors.joining(", "));
        return "leela " + Version.current() + " ready: " + (ports.isEmpty() ? "" : ports + ", ") + "sockets in "
                + folders + page(listeners, isTls).map(url -> "\nopen " + url).orElse("");
    }

    private static Optional<String> page(final List<Listener> listeners, final boolean isTls) {
        return listeners.stream()
                .filter(one -> one.name().equals(HTTP))
                .map(one -> (isTls ? "https://" : "http://")
                        + one.address().replaceFirst("^(0\\.0\\.0\\.0|\\[?::]?(?=:\\d+$))", "localhost") + "/")
                .findFirst();
    }

    private static String tls(final Listener one, final boolean isTls) {
        return isTls && one.name().equals(HTTP) ? " (TLS)" : "";
    }

    private static boolean isSocket(final Listener one) {
        return one.address().startsWith("/");
    }
}
