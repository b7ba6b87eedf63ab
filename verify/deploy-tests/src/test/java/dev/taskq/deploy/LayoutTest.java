package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modules, and the direction in which they depend on each other, by their poms. */
class LayoutTest {
    private static final List<PomModule> MODULES = PomModule.all();

    /** By the BOM, which is published too. */
    private static final Set<String> PUBLISHED =
            Stream.concat(PomModule.ofBom().stream(), Stream.of(PomModule.BOM)).collect(Collectors.toSet());

    private static Stream<PomModule> in(String folder) {
        return MODULES.stream().filter(module -> module.folder().startsWith(folder));
    }

    private static PomModule named(String name) {
        return MODULES.stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A larger one has more than one reason to change. */
    @Test
    void noFileOutsideOfTestsHasMoreThan400Lines() {
        assertThat(Repository.files("", ".java"))
                .filteredOn(file -> file.contains("src/main/"))
                .hasSizeGreaterThan(500)
                .allSatisfy(file -> assertThat(Repository.text(file).lines().count())
                        .as(file)
                        .isLessThanOrEqualTo(400));
    }

    @Test
    void whatTheBomNamesIsPublishedAndInAFolderOfItsOwnNameAndNothingElseIs() {
        assertThat(MODULES).hasSizeGreaterThan(15);
        assertThat(PUBLISHED).hasSizeGreaterThan(7);
        assertThat(MODULES.stream().filter(PomModule::isPublished).map(PomModule::folder))
                .containsExactlyInAnyOrderElementsOf(PUBLISHED);
    }

    @Test
    void whatIsPublishedNeedsNothingElseOfOursOutsideItsTests() {
        for (String name : PUBLISHED) {
            assertThat(named(name).needs()).as(name).isSubsetOf(PUBLISHED);
        }
    }

    @Test
    void coreProtoAndClientNeedNothingOfOurs() {
        assertThat(named("taskq-core").needs()).isEmpty();
        assertThat(named("taskq-client").needs()).isEmpty();
        assertThat(named("taskq-proto").needs()).isEmpty();
    }

    @Test
    void theCommandLineNeedsTheClientOnly() {
        assertThat(named("taskq-cli").needs()).containsExactly("taskq-client");
    }

    @Test
    void whatIsForTestsAndAdaptersNeedCoreOnlyAndTheServerTheProtoToo() {
        for (String name : List.of("taskq-testkit", "taskq-test", "taskq-postgres", "taskq-redis")) {
            assertThat(named(name).needs()).as(name).containsExactly("taskq-core");
        }
        assertThat(named("taskq-server").needs()).containsExactlyInAnyOrder("taskq-core", "taskq-proto");
    }

    /** The server knows no console: a program that wants one gives it. */
    @Test
    void consoleNeedsTheServer() {
        assertThat(named("taskq-console").needs()).containsExactlyInAnyOrder("taskq-core", "taskq-server");
    }

    /** The way into a framework is over the adapters. The console is optional, and brings the server. */
    @Test
    void startersNeedTheAdaptersTheConsoleAndSpringAndNothingElse() {
        assertThat(named("taskq-spring").needs())
                .containsExactlyInAnyOrder("taskq-core", "taskq-postgres", "taskq-console");
        for (String name : List.of("taskq-spring-boot-starter", "taskq-spring-boot-3-starter")) {
            assertThat(named(name).needs())
                    .as(name)
                    .containsExactlyInAnyOrder(
                            "taskq-core", "taskq-postgres", "taskq-spring", "taskq-redis", "taskq-console");
        }
        assertThat(named("taskq-spring-boot-test").needs())
                .containsExactlyInAnyOrder("taskq-core", "taskq-test", "taskq-spring");
    }

    /** So the tests of adapters and applications can use it. */
    @Test
    void rigNeedsNoAdapterAndNoApplication() {
        assertThat(named("taskq-rig").needs()).containsExactly("taskq-testkit");
    }

    @Test
    void programsNeedNothingThatVerifies() {
        Set<String> verifying = in("verify/").map(PomModule::name).collect(Collectors.toSet());
        assertThat(verifying).hasSize(11);
        in("taskq-")
                .forEach(module -> assertThat(module.needs()).as(module.name()).doesNotContainAnyElementsOf(verifying));
    }

    @Test
    void examplesNeedNothingThatVerifiesButTheRig() {
        Set<String> verifying = in("verify/")
                .map(PomModule::name)
                .filter(name -> !name.equals("taskq-rig"))
                .collect(Collectors.toSet());
        in("examples/")
                .forEach(module ->
                        assertThat(module.needsWithTests()).as(module.name()).doesNotContainAnyElementsOf(verifying));
    }

    @Test
    void nothingNeedsAnExampleButAnExample() {
        Set<String> examples = in("examples/").map(PomModule::name).collect(Collectors.toSet());
        assertThat(examples).hasSize(6);
        MODULES.stream()
                .filter(module -> !module.folder().startsWith("examples/"))
                .forEach(module ->
                        assertThat(module.needsWithTests()).as(module.name()).doesNotContainAnyElementsOf(examples));
    }
}
