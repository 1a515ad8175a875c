package leela.ops.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import leela.io.http.page.PageApi;
import leela.io.http.page.PageFile;

/**
 * The page as the build has it: its own files, and of the library that draws charts the two that a browser needs.
 * Thread: any.
 * Errors: a file that the build lacks is an {@link IllegalStateException} that names it.
 */
public final class WebFiles {

    private static final String START = "index.html";
    private static final List<String> OWN = List.of(
            "style.css",
            "icon.svg",
            "main.js",
            "address.js",
            "alerts.js",
            "chart.js",
            "documents.js",
            "elements.js",
            "engine.js",
            "explore.js",
            "format.js",
            "globs.js",
            "legend.js",
            "metrics.js",
            "overview.js",
            "points.js",
            "query.js",
            "range.js",
            "search.js",
            "server.js");
    private static final String LIBRARY = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String LIBRARY_FOLDER = "/META-INF/resources/webjars/uplot/";

    private WebFiles() {}

    /** The page, read once. */
    public static PageApi page() {
        final List<PageFile> files = new ArrayList<>();
        OWN.forEach(name -> files.add(PageFile.of(name, read(name))));
        final String library = LIBRARY_FOLDER + libraryVersion() + "/dist/";
        files.add(PageFile.of("uplot.js", read(library + "uPlot.esm.js")));
        files.add(PageFile.of("uplot.css", read(library + "uPlot.min.css")));
        return new PageApi(PageFile.of(START, read(START)), files);
    }

    private static String libraryVersion() {
        try (InputStream properties = open(LIBRARY)) {
            final Properties library = new Properties();
            library.load(properties);
            return library.getProperty("version");
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] read(final String name) {
        try (InputStream file = open(name)) {
            return file.readAllBytes();
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static InputStream open(final String name) {
        final InputStream file = WebFiles.class.getResourceAsStream(name);
        if (file == null) {
            throw new IllegalStateException("the build lacks " + name);
        }
        return file;
    }
}
