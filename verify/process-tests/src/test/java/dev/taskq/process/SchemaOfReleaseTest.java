package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema of each release is kept as a file, and the migrations that lead to it never change. */
class SchemaOfReleaseTest {
    private static final Pattern TO = Pattern.compile(" to version (\\d+),");
    private static final Pattern CHECKSUM = Pattern.compile("'V\\d+__\\w+\\.sql', -?\\d+,");

    @Test
    void everyVersionHasTheSchemaThatItWasReleasedWith() throws Exception {
        assertThat(LastRelease.schema()).exists();
        try (Stream<Path> files = Files.list(LastRelease.SCHEMAS)) {
            for (Path file : files.toList()) {
                check(file);
            }
        }
    }

    private static void check(Path file) throws IOException, InterruptedException {
        String kept = Files.readString(file);
        Matcher to = TO.matcher(kept);
        assertThat(to.find()).as("%s begins as it is printed", file).isTrue();
        Path jar = Published.ROOT.resolve("taskq-postgres/target/taskq-postgres-" + Maven.version() + ".jar");
        String printed = Published.java("-jar", jar.toString(), "--to", to.group(1));
        if (LastRelease.isThere()) {
            assertThat(checksums(printed))
                    .as("A migration that is released may not change: write a new one.")
                    .isEqualTo(checksums(kept));
        } else {
            Path target = Path.of("target", file.getFileName().toString());
            Files.writeString(target, printed);
            assertThat(printed)
                    .as(
                            "Before the first release a migration may change. If it is meant to, copy %s to %s.",
                            target.toAbsolutePath().normalize(), file)
                    .isEqualTo(kept);
        }
    }

    /** Of the migrations, with their names. */
    private static List<String> checksums(String script) {
        return CHECKSUM.matcher(script).results().map(MatchResult::group).toList();
    }
}
