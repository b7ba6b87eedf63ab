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
 * What was built, as the build wrote it down. Immutable.
 *
 * @param version the version
 * @param commit the commit in full; {@code unknown} where the build was not told it
 */
record BuildInfo(String version, String commit) implements MeterBinder {
    private static final String FILE = "build.properties";

    /** That of this build. */
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
                .description("What was built")
                .tags("version", version, "commit", commit)
                .register(registry);
    }
}
