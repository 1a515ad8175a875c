package leela.ops.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import leela.engine.keys.NearestName;
import leela.io.transport.udp.UdpConfig;

/**
 * The tables of a document, each asked for once; what nobody asked for is an unknown section.
 * Thread: one.
 * Errors: {@link ConfigException} at the end, with all that is wrong.
 */
final class Sections {

    /** They take what comes to any address. */
    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    private final TomlDocument document;
    private final List<Setting> settings;
    private final Set<String> known = new TreeSet<>();
    private final List<String> complaints = new ArrayList<>();

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
    void refuseSamePort(final UdpConfig one, final UdpConfig other) {
        refuseSamePort(one, other, other.section() + ".port");
    }

    /** The same where the other's port has a key of another name. */
    void refuseSamePort(final UdpConfig one, final UdpConfig other, final String key) {
        final Set<String> shared = new TreeSet<>(one.addresses());
        shared.addAll(other.addresses());
        final boolean hasShared =
                shared.size() < one.addresses().size() + other.addresses().size()
                        || shared.stream().anyMatch(ANY::contains);
        if (one.enabled() && other.enabled() && one.port() == other.port() && one.port() != 0 && hasShared) {
            final String taken = one.section() + ".port";
            complaints.add(document.complaint(
                    key, key + ": " + other.port() + " is " + taken + " already" + document.place(taken)));
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
                                + NearestName.of(name, known)
                                        .map(nearest -> " (did you mean [" + nearest + "]?)")
                                        .orElse(" (known: " + String.join(", ", known) + ")")));
            }
        }
        if (!complaints.isEmpty()) {
            throw new ConfigException(complaints);
        }
    }
}
