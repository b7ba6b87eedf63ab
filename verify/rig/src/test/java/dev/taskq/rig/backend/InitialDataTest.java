package dev.taskq.rig.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

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

    @BeforeAll
    static void unpacksThePrograms() throws IOException {
        // Not JUnit's folder, which other users cannot enter.
        folder = Folders.temporary("taskq-test-");
        programs = PostgresBinaries.unpack(folder.resolve("programs"));
    }

    @AfterAll
    static void deletesThem() throws IOException {
        Folders.delete(folder);
    }

    private static InitialData keptIn(String build) {
        return new InitialData(
                InitialData.OPTIONS, Optional.of(folder.resolve(build).resolve("kept")));
    }

    private static Path make(String name, InitialData initial) throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        Path data = Files.createDirectory(home.resolve("data"));
        Launcher launcher = Launcher.choose(Launcher.candidates(Launcher.isRoot(home)), data, programs.initdb());
        initial.make(programs, launcher, data, home.resolve("password"));
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
        InitialData initial = keptIn("build");
        Path first = make("first", initial);
        Path kept = initial.folder().orElseThrow();
        Path mark = Files.createFile(kept.resolve("data").resolve("mark"));
        Path second = make("second", initial);

        assertThat(second.resolve("data").resolve(mark.getFileName()))
                .as("copied, not initialised")
                .exists();
        Files.delete(second.resolve("data").resolve(mark.getFileName()));
        Files.delete(mark);
        assertThat(below(second)).isEqualTo(below(first));
        assertThat(second.resolve("password")).hasSameBinaryContentAs(first.resolve("password"));
        assertThat(below(kept)).as("as secret as those of a server").allMatch(file -> !file.contains("OTHERS"));
        assertThat(kept.getParent()).isDirectoryNotContaining("glob:**/unfinished-*");
    }

    @Test
    void dataThatWasInitialisedInAnotherWayIsNotCopied() throws Exception {
        InitialData initial = keptIn("older build");
        make("before", initial);
        InitialData changed = new InitialData(
                InitialData.OPTIONS.stream()
                        .map(option -> option.equals("--encoding=UTF8") ? "--encoding=LATIN1" : option)
                        .toList(),
                initial.kept());

        make("after", changed);

        assertThat(changed.folder()).isNotEqualTo(initial.folder()).get(PATH).isDirectory();
        assertThat(initial.folder()).get(PATH).isDirectory();
    }

    /** As where the disk is full: a file is where the folder of what is kept should be. */
    @Test
    void serverWhoseDataCannotBeKeptStartsAllTheSame() throws Exception {
        Files.createFile(folder.resolve("file"));

        Path home = make("unkept", keptIn("file"));

        assertThat(home.resolve("data").resolve("PG_VERSION")).exists();
        assertThat(home.resolve("password")).isNotEmptyFile();
    }

    @Test
    void whatIsUnfinishedIsDeleted() throws Exception {
        Path parent = Files.createDirectory(folder.resolve("unfinished"));

        assertThatThrownBy(() -> Folders.keep(parent.resolve("kept"), unfinished -> {
                    Files.createFile(unfinished.resolve("begun"));
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(parent).isEmptyDirectory();
    }

    /** As after a crash of the machine. */
    @Test
    void failureOfAServerNamesTheKeptDataThatMayBeDamaged() throws Exception {
        InitialData damaged = keptIn("damaged");
        make("whole", damaged);
        Path kept = damaged.folder().orElseThrow();
        Files.write(kept.resolve("data").resolve("global").resolve("pg_control"), new byte[0]);

        assertThatThrownBy(() -> PostgresServer.inTemporaryFolder(home -> programs, Launcher::candidates, damaged))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("or delete " + kept);
    }
}
