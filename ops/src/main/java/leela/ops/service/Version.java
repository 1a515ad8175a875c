package leela.ops.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version this was built as, such as {@code 0.1.0}. Thread: any. */
public final class Version {

    private static final String RESOURCE = "/version.properties";
    private static final String SNAPSHOT = "-SNAPSHOT";
    /** Where classes were compiled without Maven, which fills the version in. */
    private static final String UNBUILT = "0.0.0";

    private Version() {}

    /** The version of the build; a build that is not a release says so by the name of its next one. */
    public static String current() {
        try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
            final Properties properties = new Properties();
            properties.load(resource);
            final String version = properties.getProperty("version");
            if (version.startsWith("$")) {
                return UNBUILT;
            }
            return version.endsWith(SNAPSHOT) ? version.substring(0, version.length() - SNAPSHOT.length()) : version;
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
