package dev.taskq.training;

import dev.taskq.rig.process.TrainedJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The cache in an image, beside its jar. Immutable.
 *
 * @param jar the image's jar
 */
record ImageCache(Path jar) {
    /** Where the image's start looks for it. */
    Path file() {
        return jar.resolveSibling("app.aot");
    }

    /** The options by which a JVM writes a cache at its end. */
    static TrainedJar.Start writing(Path jar, Path cache, List<String> options) {
        return new TrainedJar.Start(
                jar,
                Stream.concat(options.stream(), Stream.of("-XX:AOTCacheOutput=" + cache))
                        .toList());
    }

    /**
     * A start as in the image, which writes the cache. The heap is that of a small container: a JVM whose heap exceeds 32 GB, as on
     * a large machine that builds images, writes a cache that no JVM with a smaller heap can use.
     */
    TrainedJar.Start training() {
        return writing(jar, file(), List.of("@" + jar.resolveSibling("jvm.options"), "-Xmx512m"));
    }

    /**
     * Notes which jar the cache is of, by size and time as {@code stat -c '%s %Y'} prints them. The image's start compares them,
     * because a JVM before 25.0.4 does not (JDK-8377932).
     */
    void stamp() throws IOException {
        Files.writeString(
                jar.resolveSibling("app.aot.of"),
                Files.size(jar) + " " + Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS) + "\n");
    }
}
