package leela.ops.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.ops.Main;

/** The command {@code ops/leela} with the classes of the tests, as a process of its own. Thread: any. */
public final class Launcher {

    private static final String JAVA_HOME = System.getProperty("java.home");

    private Launcher() {}

    /**
     * The classes of the tests as a build leaves them: in jars, in one folder, beside what this JVM keeps of them, so
     * that commands start as soon as a user's.
     */
    private static final class Built {
        private static final Path FOLDER = build();
    }

    /** Not started yet; it works in {@code folder}, on the JVM of the tests. */
    public static ProcessBuilder leela(final Path folder, final String... arguments) {
        final ProcessBuilder builder = new ProcessBuilder(launcher().toString());
        builder.command().addAll(Arrays.asList(arguments));
        builder.environment().put("JAVA_HOME", JAVA_HOME);
        builder.environment().put("LEELA_CLASSPATH", jarsIn(built()));
        return builder.directory(folder.toFile());
    }

    static Path launcher() {
        Path up = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(up.resolve("ops/leela"))) {
            up = up.getParent();
        }
        return up.resolve("ops/leela");
    }

    static Path built() {
        return Built.FOLDER;
    }

    static String jarsIn(final Path folder) {
        return folder + "/*";
    }

    private static Path build() {
        try {
            final Path folder = Files.createTempDirectory("leela-built");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            final List<Path> entries = new ArrayList<>();
            for (final String entry : classPath().split(File.pathSeparator)) {
                entries.add(Path.of(entry).toAbsolutePath());
            }
            for (int i = 0; i < entries.size(); i++) {
                final Path entry = entries.get(i);
                final Path jar = folder.resolve(i + ".jar");
                if (Files.isRegularFile(entry)) {
                    Files.createSymbolicLink(jar, entry);
                } else if (Files.isDirectory(entry) && !entry.endsWith("test-classes")) {
                    ToolProvider.findFirst("jar")
                            .orElseThrow()
                            .run(
                                    new PrintStream(OutputStream.nullOutputStream()),
                                    System.err,
                                    "--create",
                                    "--no-compress",
                                    "--file=" + jar,
                                    "-C",
                                    entry.toString(),
                                    ".");
                }
            }
            new ProcessBuilder(
                            "bash",
                            "-euc",
                            ". \"$0\"; keep_classes \"$1\" \"$2\"",
                            launcher().resolveSibling("lib/build.sh").toString(),
                            JAVA_HOME,
                            jarsIn(folder))
                    .inheritIO()
                    .start()
                    .onExit()
                    .join();
            return folder;
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(final Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
        } catch (final IOException left) {
            System.err.println("left behind: " + folder);
        }
        folder.toFile().delete();
    }

    public static String classPath() {
        if (Main.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"));
        }
        return System.getProperty("java.class.path");
    }
}
