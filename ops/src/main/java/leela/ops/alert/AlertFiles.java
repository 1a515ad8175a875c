package leela.ops.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import leela.adapters.re2.Re2Patterns;
import leela.engine.alert.registry.DefinedAlert;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.runtime.PlainFile;

/**
 * The alerts of all files that the configuration names.
 * Thread: one.
 * Errors: all that is wrong is told, each with file, line and column; nothing is thrown.
 */
public final class AlertFiles {

    private final Function<String, Optional<String>> recipientFault;
    private final Statements statements;
    private final Map<String, DefinedAlert> alerts = new LinkedHashMap<>();
    private final List<Path> empty = new ArrayList<>();
    private final List<Path> unmatched = new ArrayList<>();
    private final Set<Path> folders = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    /** How a statement is read. */
    @FunctionalInterface
    private interface Statements {
        AlertProgram parse(String statement) throws SyntaxException;
    }

    private AlertFiles(final Function<String, Optional<String>> recipientFault, final Statements statements) {
        this.recipientFault = recipientFault;
        this.statements = statements;
    }

    /** Reads them; {@code recipientFault} says why somebody cannot be told, where he cannot. */
    public static AlertFiles read(final List<Path> paths, final Function<String, Optional<String>> recipientFault) {
        return read(paths, new AlertFiles(recipientFault, AlertProgram::parseNew));
    }

    /** The same, where what an earlier version has taken need not be refused. */
    static AlertFiles readLeniently(final List<Path> paths, final Function<String, Optional<String>> recipientFault) {
        return read(paths, new AlertFiles(recipientFault, AlertProgram::parse));
    }

    private static AlertFiles read(final List<Path> paths, final AlertFiles files) {
        paths.forEach(files::read);
        return files;
    }

    /** Those that are well-formed. */
    public List<DefinedAlert> alerts() {
        return List.copyOf(alerts.values());
    }

    /** Those that nobody is told of, in one sentence. */
    public Optional<String> untold() {
        final List<String> names = alerts.values().stream()
                .filter(one -> one.program().recipients().isEmpty())
                .map(one -> one.program().name())
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(names.size() + " of " + alerts.size() + " alerts tell nobody, since they have no TO: "
                        + String.join(", ", names));
    }

    /**
     * What is wrong where these run: a file that is empty, as one is amid writing, ends none of them, nor does a folder
     * that is not there, as one is that is not mounted.
     */
    List<String> emptied(final List<DefinedAlert> running) {
        final List<String> emptied = new ArrayList<>();
        final long ofNone = running.stream()
                .filter(one ->
                        one.isFile() && !folders.contains(Path.of(one.by()).getParent()))
                .count();
        for (final Path pattern : ofNone > 0 ? unmatched : List.<Path>of()) {
            emptied.add(pattern + ": no file is called so, and " + ofNone + " alerts run of files that are gone"
                    + " (expected: the files; or to end these alerts, alerts.files without this name)");
        }
        for (final Path file : empty) {
            final long ofFile = running.stream()
                    .filter(one -> one.isFile() && one.by().equals(file.toString()))
                    .count();
            if (ofFile > 0) {
                emptied.add(file + ": it is empty now, and " + ofFile
                        + " alerts of it run (expected: alerts, or that the file is gone)");
            }
        }
        return emptied;
    }

    /** What is wrong. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** A name with {@code *} stands for all files of its folder that match; there may be none. */
    private void read(final Path path) {
        final String name = path.getFileName().toString();
        if (!name.contains("*")) {
            readFile(path);
            return;
        }
        final Path folder = path.toAbsolutePath().getParent();
        if (Files.notExists(folder)) {
            unmatched.add(path);
            return;
        }
        final TreeSet<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, name)) {
            matching.forEach(found::add);
        } catch (final IOException unreadable) {
            faults.add(folder + ": cannot be read: " + unreadable.getMessage());
        }
        if (found.isEmpty()) {
            unmatched.add(path);
        }
        found.forEach(this::readFile);
    }

    /** Names with {@code *} that no file has, a sentence each. */
    public List<String> unmatched() {
        return unmatched.stream().map(path -> path + ": no file is called so").toList();
    }

    private void readFile(final Path file) {
        final String text;
        folders.add(file.getParent());
        try {
            text = PlainFile.text(file, StandardCharsets.UTF_8);
        } catch (final IOException unreadable) {
            faults.add(unreadable.getMessage());
            return;
        }
        if (text.isBlank()) {
            empty.add(file);
        }
        for (final AlertFile.Written written : AlertFile.statements(text)) {
            if (!AlertTest.isMeant(written.text())) {
                readAlert(file, written);
            }
        }
    }

    private void readAlert(final Path file, final AlertFile.Written written) {
        try {
            final AlertProgram alert = statements.parse(written.text());
            alert.program().inputs().forEach(input -> new Re2Patterns().compile(input.regex()));
            for (final String recipient : alert.recipients()) {
                recipientFault
                        .apply(recipient)
                        .ifPresent(
                                fault -> faults.add(file + ":" + written.line() + ": " + alert.name() + ": " + fault));
            }
            final DefinedAlert before =
                    alerts.putIfAbsent(alert.name(), new DefinedAlert(alert, file.toString(), true));
            if (before != null) {
                faults.add(file + ":" + written.line() + ": " + alert.name() + " stands in " + before.by() + " too");
            }
        } catch (final SyntaxException wrong) {
            faults.add(file + ":" + written.place(wrong.column()) + ": "
                    + wrong.getMessage().replaceFirst("^column \\d+: ", ""));
        } catch (final IllegalArgumentException noRegex) {
            faults.add(file + ":" + written.line() + ": " + noRegex.getMessage());
        }
    }
}
