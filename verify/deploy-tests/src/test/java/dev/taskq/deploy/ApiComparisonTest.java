package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The comparison with the last release covers all that programs use. */
class ApiComparisonTest {
    /** Those for the authors of adapters, which may change in any release. */
    private static final List<String> MAY_CHANGE =
            List.of("dev.taskq.platform", "dev.taskq.spi", "dev.taskq.testkit", "dev.taskq.testkit.contract");

    private static final Pattern EXPORTED = Pattern.compile("(?m)^\\s*exports ([a-z0-9_.]+);");

    @Test
    void allExportedPackagesAreComparedButThoseThatMayChange() {
        List<String> exported = PomModule.all().stream()
                .filter(PomModule::isPublished)
                .flatMap(ApiComparisonTest::exported)
                .toList();
        assertThat(exported).hasSizeGreaterThan(10).containsAll(MAY_CHANGE);
        assertThat(PomModule.comparedPackages())
                .containsExactlyInAnyOrderElementsOf(exported.stream()
                        .filter(name -> !MAY_CHANGE.contains(name))
                        .toList());
    }

    /** A library without a module descriptor exports all of its packages. */
    private static Stream<String> exported(PomModule module) {
        String sources = module.folder() + "/src/main/java/";
        if (Files.exists(Repository.path(sources + "module-info.java"))) {
            return Repository.all(EXPORTED, Repository.text(sources + "module-info.java"))
                    .map(found -> found.group(1));
        }
        return Files.exists(Repository.path(sources))
                ? Repository.files(sources, "package-info.java").stream()
                        .map(file -> file.substring(sources.length(), file.lastIndexOf('/')))
                        .map(folder -> folder.replace('/', '.'))
                : Stream.empty();
    }
}
