package leela.ops.cli;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import leela.ops.Main;

/** The command {@code ops/leela} with the classes of the tests, as a process of its own. Thread: any. */
public final class Launcher {

    private Launcher() {}

    /** Not started yet; it works in {@code folder}. */
    public static ProcessBuilder leela(final Path folder, final String... arguments) {
        final ProcessBuilder builder = new ProcessBuilder(launcher().toString());
        builder.command().addAll(Arrays.asList(arguments));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LEELA_CLASSPATH", classPath());
        return builder.directory(folder.toFile());
    }

    static Path launcher() {
        Path up = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(up.resolve("ops/leela"))) {
            up = up.getParent();
        }
        return up.resolve("ops/leela");
    }

    private static String classPath() {
        if (Main.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"));
        }
        return System.getProperty("java.class.path");
    }
}
