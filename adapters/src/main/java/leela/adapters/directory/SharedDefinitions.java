package leela.adapters.directory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.alert.registry.DefinedAlert;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.spi.Directory;
import leela.engine.spi.Directory.Entry;
import leela.engine.spi.DirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the alerts that persons wrote in step with the directory: what somebody writes, changes or drops at one engine,
 * all have after their next look. Alerts of files stay where they are, and are stronger than others of their name.
 *
 * <pre>
 *   directory    here                                        becomes
 *   there        not there, and was in step                  dropped here: taken out
 *   there        not there                                   starts
 *   there        other words, and the entry is the known     changed here: the entry is replaced
 *   there        other words                                 changed elsewhere: taken over
 *   not there    was in step                                 dropped elsewhere: ends; of a directory that lost all
 *                                                            that was in it: written back
 *   not there    there                                       written
 * </pre>
 *
 * Thread: one.
 * Memory: a key for each entry of the directory, which bounds them, and each alert.
 * Errors: {@link DirectoryException} where the directory does not answer; an entry that cannot run is logged once.
 */
public final class SharedDefinitions {

    private static final Logger LOG = LoggerFactory.getLogger(SharedDefinitions.class);
    /** Behind the name of who wrote an alert that is in the directory; it is kept over a restart. */
    private static final String MARK = " (in the directory)";

    private final Directory directory;
    private final AlertRegistry registry;
    /** The keys of entries that were in step, by the names of their alerts. */
    private final Map<String, String> known = new HashMap<>();

    /** The keys of entries that cannot run and were logged; of those that are still there, so no more than entries. */
    private final Set<String> refused = new HashSet<>();

    private record Found(String key, AlertProgram program, String sender) {}

    public SharedDefinitions(final Directory directory, final AlertRegistry registry) {
        this.directory = directory;
        this.registry = registry;
    }

    /** Brings both in step. */
    public void refresh() throws DirectoryException {
        final Map<String, Found> entries = entries();
        final Map<String, DefinedAlert> here = new TreeMap<>();
        registry.defined().forEach(one -> here.put(one.program().name(), one));
        for (final Map.Entry<String, Found> one : entries.entrySet()) {
            onEntry(one.getValue(), here.get(one.getKey()));
        }
        for (final DefinedAlert one : here.values()) {
            if (!one.isFile() && !entries.containsKey(one.program().name())) {
                onMissing(one);
            }
        }
        known.keySet().removeIf(name -> !entries.containsKey(name) && !here.containsKey(name));
    }

    private void onEntry(final Found found, final DefinedAlert here) throws DirectoryException {
        final String name = found.program().name();
        final boolean isKnown = found.key().equals(known.get(name));
        if (here == null && isKnown) {
            directory.remove(found.key());
            known.remove(name);
        } else if (here == null || !here.isFile() && !here.program().equals(found.program()) && !isKnown(found, here)) {
            define(found);
        } else if (here.isFile()) {
            refuse(found, "An alert of this name stands in " + here.by() + ".");
        } else if (here.program().equals(found.program())) {
            known.put(name, found.key());
            if (!here.by().endsWith(MARK)) {
                define(found);
            }
        } else {
            directory.remove(found.key());
            write(here);
        }
    }

    /** Whether the entry is as it was when both were in step, so that it has changed here. */
    private boolean isKnown(final Found found, final DefinedAlert here) {
        return found.key().equals(known.get(here.program().name()));
    }

    private void onMissing(final DefinedAlert here) throws DirectoryException {
        final String name = here.program().name();
        final String key = entry(here).key();
        final boolean wasInStep = here.by().endsWith(MARK) || known.containsKey(name);
        if (wasInStep && directory.absence(key) != Directory.Absence.LOST) {
            known.remove(name);
            try {
                final int unused = registry.drop(name, "another engine");
                LOG.info("event=alert_dropped alert={} by=\"the directory\"", name);
            } catch (final AlertRefusedException gone) {
                LOG.debug("event=alert_gone alert={}", name, gone);
            }
        } else {
            write(here);
        }
    }

    private void write(final DefinedAlert here) throws DirectoryException {
        final Entry entry = entry(here);
        directory.put(entry.key(), entry);
        define(new Found(entry.key(), here.program(), entry.sender()));
    }

    private static Entry entry(final DefinedAlert here) {
        final String by = here.by();
        return Entry.of(
                here.program().toString(), by.endsWith(MARK) ? by.substring(0, by.length() - MARK.length()) : by);
    }

    private void define(final Found found) {
        try {
            registry.define(found.program(), found.sender() + MARK);
            known.put(found.program().name(), found.key());
            refused.remove(found.key());
        } catch (final AlertRefusedException cannot) {
            refuse(found, cannot.getMessage());
        }
    }

    private void refuse(final Found found, final String reason) {
        if (refused.add(found.key())) {
            LOG.warn(
                    "event=entry_refused key={} owner={} cmd=\"{}\" reason=\"{}\"",
                    found.key(),
                    found.sender(),
                    found.program(),
                    reason);
        }
    }

    /** Of several of one name, as two engines may write them at once, the one that is not known, else the first. */
    private Map<String, Found> entries() throws DirectoryException {
        final Map<String, Found> byName = new TreeMap<>();
        final Map<String, Entry> all = new TreeMap<>(directory.entries());
        refused.retainAll(all.keySet());
        for (final Map.Entry<String, Entry> one : all.entrySet()) {
            if (!AlertProgram.isMeant(one.getValue().text())) {
                continue;
            }
            try {
                final AlertProgram program = AlertProgram.parse(one.getValue().text());
                final Found found =
                        new Found(one.getKey(), program, one.getValue().sender());
                final Found other = byName.putIfAbsent(program.name(), found);
                if (other != null && other.key().equals(known.get(program.name()))) {
                    byName.put(program.name(), found);
                    directory.remove(other.key());
                } else if (other != null) {
                    directory.remove(found.key());
                }
            } catch (final SyntaxException unreadable) {
                if (refused.add(one.getKey())) {
                    LOG.warn(
                            "event=entry_refused key={} cmd=\"{}\" reason=\"{}\"",
                            one.getKey(),
                            one.getValue().text(),
                            unreadable.getMessage());
                }
            }
        }
        return byName;
    }
}
