package dev.taskq.rig.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InitialDataTest {
    private static Path folder;
    private static PostgresBinaries programs;
    private static Path kept;

    @BeforeAll
    static void unpacksThePrograms() throws IOException {
        // Not JUnit's folder, which other users cannot enter.
        folder = Folders.temporary("taskq-test-");
        programs = PostgresBinaries.unpack(folder.resolve("programs"));
        kept = folder.resolve("build").resolve("kept");
    }

    @AfterAll
    static void deletesThem() throws IOException {
        Folders.delete(folder);
    }

    private static Path make(String name) throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        Path data = Files.createDirectory(home.resolve("data"));
        Launcher launcher = Launcher.choose(Launcher.candidates(Launcher.isRoot(home)), data, programs.initdb());
        InitialData.make(programs, launcher, data, home.resolve("password"), Optional.of(kept));
        return home;
    }

    /** Each file below a folder with its rights and its owner. */
    private static List<String> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted()
                    .map(path -> {
                        try {
                            return folder.relativize(path) + " " + Files.getPosixFilePermissions(path) + " "
                                    + Files.getOwner(path);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void buildInitialisesItOnceAndEachServerHasItsOwn() throws Exception {
        Path first = make("first");
        Path mark = Files.createFile(kept.resolve("data").resolve("mark"));
        Path second = make("second");

        assertThat(second.resolve("data").resolve(mark.getFileName()))
                .as("copied, not initialised")
                .exists();
        Files.delete(second.resolve("data").resolve(mark.getFileName()));
        Files.delete(mark);
        assertThat(below(second)).isEqualTo(below(first));
        assertThat(second.resolve("password")).hasSameBinaryContentAs(first.resolve("password"));
        assertThat(below(kept)).as("as secret as those of a server").allMatch(file -> !file.contains("OTHERS"));
    }
}
