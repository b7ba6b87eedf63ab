package dev.taskq.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * The version and commit that the build wrote into its resources. Immutable.
 *
 * @param version the version
 * @param commit the full commit; {@code unknown} if the build was not told it
 */
record BuildInfo(String version, String commit) implements MeterBinder {
    private static final String FILE = "build.properties";

    /** The version and commit of this build. */
    static BuildInfo ofThisBuild() {
        Properties properties = new Properties();
        try (InputStream in =
                Objects.requireNonNull(BuildInfo.class.getResourceAsStream(FILE), "the build wrote " + FILE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(properties.getProperty("version", ""), properties.getProperty("commit", ""));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("taskq.build.info", () -> 1)
                .description("Version and commit of the build")
                .tags("version", version, "commit", commit)
                .register(registry);
    }
}
