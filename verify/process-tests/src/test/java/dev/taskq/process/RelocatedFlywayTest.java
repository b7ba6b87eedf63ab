package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar of the Postgres adapter has Flyway under names of its own, and no application finds it under another. */
class RelocatedFlywayTest {
    private static final Path TARGET = Published.ROOT.resolve("taskq-postgres/target");
    private static final String PLUGIN = "dev.taskq.postgres.shaded.flyway.core.extensibility.Plugin";

    @Test
    void applicationsFindNoFlyway() throws IOException {
        try (JarFile jar = jar()) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("dev/taskq/postgres/shaded/flyway/core/Flyway.class")
                    .noneMatch(name -> name.contains("flywaydb"));
        }
        assertThat(TARGET.resolve(".flattened-pom.xml"))
                .content()
                .contains("<artifactId>taskq-core</artifactId>")
                .doesNotContainIgnoringCase("flyway");
    }

    /** After an upgrade of Flyway: take what is in the jar into {@code src/main/relocated/module-info.java}. */
    @Test
    void moduleProvidesTheServicesThatFlywayFindsOnTheClassPath() throws IOException {
        try (JarFile jar = jar()) {
            ModuleDescriptor module = ModuleDescriptor.read(jar.getInputStream(jar.getJarEntry("module-info.class")));
            assertThat(module.uses()).containsExactly(PLUGIN);
            assertThat(module.provides()).hasSize(1).allSatisfy(provided -> {
                assertThat(provided.service()).isEqualTo(PLUGIN);
                assertThat(provided.providers()).containsExactlyInAnyOrderElementsOf(services(jar));
            });
        }
    }

    @Test
    void licenceOfFlywayIsKept() throws IOException {
        try (JarFile jar = jar()) {
            assertThat(text(jar, "META-INF/licenses/flyway/LICENSE.txt")).contains("Red Gate", "Apache License");
        }
    }

    /** Their jars hold it, under the names that it has in the adapter's. A build without network makes no SBOM. */
    @ParameterizedTest
    @ValueSource(strings = {"taskq-coordinator-app", "taskq-agent-app"})
    void sbomsOfTheApplicationsNameFlyway(String application) throws IOException {
        Path sbom = Published.ROOT.resolve(application).resolve("target/bom.json");
        assumeThat(sbom).exists();
        assertThat(Files.readString(sbom))
                .contains("pkg:maven/org.flywaydb/flyway-core@", "pkg:maven/org.flywaydb/flyway-database-postgresql@");
    }

    private static List<String> services(JarFile jar) throws IOException {
        return text(jar, "META-INF/services/" + PLUGIN)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static String text(JarFile jar, String entry) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JarFile jar() throws IOException {
        return new JarFile(
                TARGET.resolve("taskq-postgres-" + Maven.version() + ".jar").toFile());
    }
}
