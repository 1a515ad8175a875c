package leela.ops.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import leela.engine.keys.NearestName;

/**
 * The tables of a document, each asked for once; what nobody asked for is an unknown section.
 * Thread: one.
 * Errors: {@link ConfigException} naming file, line and section.
 */
final class Sections {

    private final TomlDocument document;
    private final List<Setting> settings;
    private final Set<String> known = new TreeSet<>();

    Sections(final TomlDocument document, final List<Setting> settings) {
        this.document = document;
        this.settings = settings;
    }

    <T> T next(final String name, final Function<Section, T> reader) {
        known.add(name);
        return new Section(document, name, settings::add).read(reader);
    }

    /** Refuses what was not asked for. */
    void end() {
        for (final var names = document.root().fieldNames(); names.hasNext(); ) {
            final String name = names.next();
            if (!known.contains(name)) {
                throw document.complaint(
                        name,
                        name + ": unknown section"
                                + NearestName.of(name, known)
                                        .map(nearest -> " (did you mean [" + nearest + "]?)")
                                        .orElse(" (known: " + String.join(", ", known) + ")"));
            }
        }
    }
}
