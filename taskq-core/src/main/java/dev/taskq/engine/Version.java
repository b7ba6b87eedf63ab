package dev.taskq.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of taskq that the build wrote into its resources. */
public final class Version {
    private static final String FILE = "version.properties";

    private Version() {}

    /** Reads the version. */
    public static String read() {
        Properties properties = new Properties();
        try (InputStream in =
                Objects.requireNonNull(Version.class.getResourceAsStream(FILE), "the build wrote " + FILE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }
}
