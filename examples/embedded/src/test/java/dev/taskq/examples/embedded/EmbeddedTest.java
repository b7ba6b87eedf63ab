package dev.taskq.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddedTest {
    @Test
    void theLinesOfTheReadmeAreOfThisProgramWhichGreets() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            Embedded.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("Hello, world\n");
        assertThat(Files.readString(Path.of("../../README.md"))).contains("```java\n" + bodyOfMain() + "```\n");
    }

    /** The lines of {@code main}, which the README shows. */
    private static String bodyOfMain() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/taskq/examples/embedded/Embedded.java"));
        int main = source.indexOf(" main(");
        // A blank last line would count as one without indentation.
        return source.substring(source.indexOf('\n', main) + 1, source.lastIndexOf("    }\n}"))
                        .stripTrailing()
                        .stripIndent()
                + "\n";
    }

    @Test
    void greetsInMemory() throws InterruptedException {
        assertThat(Greeting.say(new InMemoryTaskStore(), TaskQueue.none())).isEqualTo("Hello, world");
    }

    @Test
    void greetsOnPostgresAloneAndWithRedis() throws InterruptedException {
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis()) {
            PostgresConfig database = PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
            PostgresTaskStore.migrate(database);
            assertThat(Greeting.say(PostgresTaskStore.open(database), TaskQueue.none()))
                    .isEqualTo("Hello, world");
            RedisConfig hints = RedisConfig.of(redis.uri()).withKeyPrefix(redis.keyPrefix());
            assertThat(Greeting.say(PostgresTaskStore.open(database), RedisTaskQueue.open(hints)))
                    .isEqualTo("Hello, world");
        }
    }
}
