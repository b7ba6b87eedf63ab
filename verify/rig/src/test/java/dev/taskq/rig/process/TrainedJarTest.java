package dev.taskq.rig.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedJarTest {
    @TempDir
    private Path folder;

    private Path built;

    @BeforeEach
    void build() throws IOException {
        built = Files.writeString(folder.resolve("taskq-agent.jar"), "first");
    }

    private TrainedJar train() throws IOException {
        TrainedJar trained = TrainedJar.of(built);
        trained.putJar(built);
        Files.writeString(trained.unfinished(), "cache");
        trained.putCache();
        return trained;
    }

    @Test
    void startWithoutTrainingIsThatOfTheBuiltJar() {
        assertThat(TrainedJar.startOf(built)).isEqualTo(TrainedJar.Start.untrained(built));
    }

    @Test
    void cacheIsUsedWithACopyOfItsJar() throws IOException {
        assumeTrue(TrainedJar.isPossible(), "a JVM that keeps profiles");
        TrainedJar trained = train();

        TrainedJar.Start start = TrainedJar.startOf(built);

        assertThat(start.jar()).isEqualTo(trained.jar()).hasContent("first");
        assertThat(start.options()).contains("-XX:AOTCache=" + trained.cache());
        assertThat(trained.cache()).hasContent("cache");
    }

    @Test
    void cacheOfAnotherBuildIsNotUsed() throws IOException {
        train();

        Files.writeString(built, "second");

        assertThat(TrainedJar.startOf(built)).isEqualTo(TrainedJar.Start.untrained(built));
    }

    /** A JVM compares the time of the jar, so a copy is not written again. */
    @Test
    void buildThatChangesNothingKeepsTheJarAndTheCache() throws IOException {
        assumeTrue(TrainedJar.isPossible(), "a JVM that keeps profiles");
        TrainedJar trained = train();
        Object key = Files.readAttributes(trained.jar(), "unix:ino").get("ino");

        Files.writeString(built, "first");
        trained.putJar(built);

        assertThat(TrainedJar.startOf(built)).isEqualTo(trained.start());
        assertThat(Files.readAttributes(trained.jar(), "unix:ino").get("ino")).isEqualTo(key);
    }

    /** A cache takes 100 MB, and each build has another one. */
    @Test
    void cachesOfOtherBuildsOfTheJarAreDeletedAndThoseOfOtherJarsAreKept() throws IOException {
        TrainedJar first = train();
        built = Files.writeString(folder.resolve("taskq-coordinator.jar"), "first");
        TrainedJar coordinator = train();
        built = Files.writeString(folder.resolve("taskq-agent.jar"), "second");

        TrainedJar second = train();

        assertThat(first.jar()).doesNotExist();
        assertThat(coordinator.exists()).isTrue();
        assertThat(second.exists()).isTrue();
    }

    /** A training that is ended in the middle leaves 100 MB behind. */
    @Test
    void filesOfProcessesThatHaveEndedAreDeleted() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        TrainedJar trained = TrainedJar.of(built);
        trained.putJar(built);
        Path abandoned = Files.writeString(trained.jar().resolveSibling("written-by-" + ended.pid()), "half");
        Path config = Files.writeString(Path.of(abandoned + ".config"), "half");
        Path own = Files.writeString(trained.unfinished(), "half");

        trained.putJar(built);

        assertThat(abandoned).doesNotExist();
        assertThat(config).doesNotExist();
        assertThat(own).exists();
    }

    @Test
    void jarWithoutItsCacheIsNotTrained() throws IOException {
        TrainedJar trained = TrainedJar.of(built);
        trained.putJar(built);

        assertThat(trained.exists()).isFalse();
        assertThat(TrainedJar.startOf(built)).isEqualTo(TrainedJar.Start.untrained(built));
    }
}
