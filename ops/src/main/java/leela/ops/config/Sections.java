package leela.ops.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import leela.engine.keys.NearestName;
import leela.io.transport.tcp.TcpConfig;
import leela.io.transport.udp.UdpConfig;

/**
 * The tables of a document, each asked for once; what nobody asked for is an unknown section.
 * Thread: one.
 * Errors: {@link ConfigException} at the end, with all that is wrong.
 */
final class Sections {

    /** They take what comes to any address. */
    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    private static final int MOST_MEANT = 3;

    private final TomlDocument document;
    private final List<Setting> settings;
    private final Set<String> known = new TreeSet<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<Port> ports = new ArrayList<>();

    Sections(final TomlDocument document, final List<Setting> settings) {
        this.document = document;
        this.settings = settings;
    }

    <T> T next(final String name, final Function<Section, T> reader) {
        known.add(name);
        final T record = new Section(document, name, settings::add, complaints::add).read(reader);
        // what is wrong is told at the end; until then the defaults stand in
        return record != null ? record : new Section(document.empty(), name, unused -> {}, unused -> {}).read(reader);
    }

    /** Two inputs at one port of one address would each get some of what comes there. */
    void udpPort(final String key, final UdpConfig at) {
        if (at.enabled()) {
            take(new Port(key, "udp", at.addresses(), at.port()));
        }
    }

    void tcpPort(final TcpConfig at) {
        tcpPort(at.section() + "." + at.key(), at.enabled(), at.addresses(), at.port());
    }

    /** Two servers at one port of one address cannot be. */
    void tcpPort(final String key, final boolean isEnabled, final List<String> addresses, final int number) {
        if (isEnabled) {
            take(new Port(key, "tcp", addresses, number));
        }
    }

    private void take(final Port port) {
        ports.stream()
                .filter(port::meets)
                .findFirst()
                .ifPresent(taken -> complaints.add(document.complaint(
                        port.key(),
                        port.key() + ": " + port.number() + " is " + taken.key() + " already"
                                + document.place(taken.key()))));
        ports.add(port);
    }

    private record Port(String key, String transport, List<String> addresses, int number) {
        boolean meets(final Port other) {
            return number != 0
                    && number == other.number
                    && transport.equals(other.transport)
                    && (isAny() || other.isAny() || addresses.stream().anyMatch(other.addresses::contains));
        }

        private boolean isAny() {
            return addresses.stream().anyMatch(ANY::contains);
        }
    }

    /** Refuses what was not asked for, and tells all that was wrong. */
    void end() {
        for (final var names = document.root().fieldNames(); names.hasNext(); ) {
            final String name = names.next();
            if (!known.contains(name)) {
                complaints.add(document.complaint(
                        name,
                        name + ": unknown section"
                                + meant(name)
                                        .or(() -> NearestName.of(name, known).map(near -> "[" + near + "]"))
                                        .map(nearest -> " (did you mean " + nearest + "?)")
                                        .orElse(" (known: " + String.join(", ", known) + ")")));
            }
        }
        if (!complaints.isEmpty()) {
            throw new ConfigException(complaints);
        }
    }

    /** A key that stands before all sections, where few sections have such a key. */
    private Optional<String> meant(final String name) {
        final List<String> all = settings.stream()
                .filter(one ->
                        one.key().equals(name) && !document.root().path(name).isObject())
                .map(one -> one.section() + "." + one.key())
                .distinct()
                .toList();
        return all.isEmpty() || all.size() > MOST_MEANT ? Optional.empty() : Optional.of(String.join(" or ", all));
    }
}
