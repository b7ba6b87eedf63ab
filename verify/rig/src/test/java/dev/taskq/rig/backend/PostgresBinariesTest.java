package dev.taskq.rig.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
    @TempDir
    private Path folder;

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(folder::relativize).sorted().toList();
        }
    }

    @Test
    void buildUnpacksThemOnceAndEachServerHasItsOwn() throws Exception {
        Path build = folder.resolve("build");
        Path kept = build.resolve("kept");
        FutureTask<PostgresBinaries> meanwhile =
                new FutureTask<>(() -> PostgresBinaries.unpack(folder.resolve("one"), Optional.of(kept)));
        Thread.ofVirtual().start(meanwhile);
        PostgresBinaries other = PostgresBinaries.unpack(folder.resolve("other"), Optional.of(kept));
        PostgresBinaries one = meanwhile.get();

        assertThat(below(build))
                .as("the folder of the slower one is deleted")
                .filteredOn(path -> path.getNameCount() == 1)
                .containsExactly(Path.of(""), Path.of("kept"));
        assertThat(below(one.folder())).isEqualTo(below(kept)).isEqualTo(below(other.folder()));
        for (Path path : below(kept)) {
            assertThat(Files.isSymbolicLink(one.folder().resolve(path)))
                    .as("%s", path)
                    .isEqualTo(Files.isSymbolicLink(kept.resolve(path)));
        }
        assertThat(one.postgres()).isExecutable().hasSameBinaryContentAs(kept.resolve("bin/postgres"));

        Folders.delete(one.folder());
        Path mark = Files.createFile(kept.resolve("mark"));
        PostgresBinaries later = PostgresBinaries.unpack(folder.resolve("later"), Optional.of(kept));

        assertThat(later.folder().resolve(mark.getFileName()))
                .as("copied, not unpacked")
                .exists();
        assertThat(other.initdb()).isExecutable();
    }
}
