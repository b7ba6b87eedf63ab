package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published has what Maven Central requires. */
class CentralTest {
    private static final String NEXT = "99.0.0";

    private static final String REMOVED_LATER = """
            package %s;

            /** Is removed in the next version. */
            public final class RemovedLater {
                private RemovedLater() {}
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void pomsHaveWhatCentralRequires() throws Exception {
        assertThat(Published.artifacts()).hasSizeGreaterThan(7);
        for (String artifact : Published.artifacts()) {
            CentralRequirements.check(artifact, Published.builtPom(artifact));
        }
    }

    /** A release up to the upload, and the build of a later version after it. */
    @Test
    @Tag("full")
    void releaseIsCompleteAndSignedAndTheNextVersionIsComparedWithIt() throws Exception {
        assumeThat(SigningKey.isPossible()).as("GnuPG is installed").isTrue();
        Path sources = Published.sources(folder);
        Path core = sources.resolve("taskq-core/src/main/java");
        Path inApi = core.resolve("dev/taskq/RemovedLater.java");
        Path inSpi = core.resolve("dev/taskq/spi/RemovedLater.java");
        Files.writeString(inApi, REMOVED_LATER.formatted("dev.taskq"));
        Files.writeString(inSpi, REMOVED_LATER.formatted("dev.taskq.spi"));
        Maven maven = Maven.onEmptyRepository(folder);
        release(maven, sources);

        maven.launch(sources, "version", NEXT);
        assertThat(maven.launch(sources, "version").strip()).isEqualTo(NEXT);
        List<String> compare = List.of(
                "-pl", "taskq-core", "-Dmaven.test.skip", "-Dtaskq.lastRelease=" + Maven.version(), "clean", "verify");
        Files.delete(inSpi);
        maven.run(sources, compare);
        Files.delete(inApi);
        assertThat(maven.runFailing(sources, compare)).contains("japicmp", "dev.taskq.RemovedLater");
    }

    private void release(Maven maven, Path sources) throws Exception {
        try (SigningKey key = SigningKey.make(folder.resolve("gpg"))) {
            List<String> dry = new ArrayList<>(key.arguments());
            dry.add("-DskipUpload");
            maven.launch(sources, "release", dry.toArray(String[]::new));
            Bundle bundle = Bundle.unpack(sources, folder.resolve("bundle"));
            assertThat(bundle.artifacts()).containsExactlyInAnyOrderElementsOf(Published.artifacts());
            for (String artifact : Published.artifacts()) {
                CentralRequirements.check(artifact, bundle.file(artifact, ".pom", key));
            }
            for (String library : Published.libraries()) {
                for (String suffix : List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
                    assertThat(bundle.file(library, suffix, key)).isNotEmptyFile();
                }
            }
        }
    }
}
