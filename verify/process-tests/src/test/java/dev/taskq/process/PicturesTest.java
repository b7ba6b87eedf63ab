package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.client.NewTask;
import dev.taskq.client.Task;
import dev.taskq.client.TaskStatus;
import dev.taskq.process.plugin.Greet;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.testkit.contract.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's plugin in an agent with a small heap. A process that runs out of memory ends. */
class PicturesTest {
    private static final Path JVM_OPTIONS = Path.of("..", "..", "deploy", "docker", "jvm.options");
    private static final Path EXAMPLE = Path.of("..", "..", "examples", "resize-image", "target", "resize-image.jar");

    @TempDir
    private Path folder;

    /** 60 % of 512 MiB, with the collector that a JVM chooses on such a small machine. */
    @Test
    void agentWithTheHeapOfItsContainerOutlivesHostilePictures() throws Exception {
        assertOutlives("-Xmx307m", "-XX:+UseSerialGC");
    }

    /** The same once more, where more of the pictures fit and are processed. */
    @Test
    @Tag("full")
    void agentWithALargerHeapOutlivesHostilePictures() throws Exception {
        assertOutlives("-Xmx384m", "-XX:+UseG1GC");
    }

    private void assertOutlives(String heap, String collector) throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        HostilePictures.write(images);
        Path plugins = Plugin.folder(folder, List.of(Greet.class));
        Files.copy(EXAMPLE, plugins.resolve("resize-image.jar"));
        try (PostgresBackend postgres = Backends.postgres();
                AppProcess coordinator =
                        AppProcess.coordinator(environment(postgres, Map.of("TASKQ_TOKENS", Http.tokenLine())));
                AppProcess agent = AppProcess.agent(
                        environment(
                                postgres,
                                Map.of(
                                        "TASKQ_PLUGINS_DIR", plugins.toString(),
                                        "RESIZE_IMAGE_ROOT", images.toString(),
                                        "TASKQ_AGENT_SLOTS", "8")),
                        List.of("@" + JVM_OPTIONS, heap, collector))) {
            coordinator.ready();
            agent.ready();
            Http http = new Http(coordinator.port());
            List<Long> healthy = new ArrayList<>();
            List<Long> hostile = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                hostile.add(http.submit(resize("rgba49mp.png", 100)));
                healthy.add(http.submit(NewTask.of("greet", Map.of("name", "world"))));
                hostile.add(http.submit(resize(HostilePictures.SMALL, 7_071)));
                healthy.add(http.submit(resize(HostilePictures.SMALL, 64)));
            }
            List<Long> hopeless = new ArrayList<>();
            for (String picture : List.of("bomb16.png", "claims_much.png", "cut.png", "text.png")) {
                hopeless.add(http.submit(resize(picture, 100)));
            }

            healthy.forEach(id -> assertThat(atLast(http, agent, id).status()).isEqualTo(TaskStatus.SUCCEEDED));
            hostile.forEach(id -> assertEndsWell(atLast(http, agent, id)));
            for (long id : hopeless) {
                Task task = atLast(http, agent, id);
                assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.FAILED);
                assertEndsWell(task);
            }
            assertThat(Http.status(agent.port(), "/readyz")).isEqualTo(200);
        }
    }

    /** In its first attempt, so no agent was lost. A failure has the plugin's reason. */
    private static void assertEndsWell(Task task) {
        assertThat(task.counts().attempt()).as("%s", task).isEqualTo(1);
        if (!task.status().equals(TaskStatus.SUCCEEDED)) {
            assertThat(task.attempts().get(0).outcome()).as("%s", task).isEqualTo("gave_up");
            assertThat(task.error().orElseThrow())
                    .as("%s", task)
                    .containsPattern("takes [0-9]+ MiB of memory|pixels|broken|neither PNG nor JPEG");
        }
    }

    private static Task atLast(Http http, AppProcess agent, long id) {
        try {
            return Eventually.get(AppProcess.LONG, () -> {
                assertThat(Http.status(agent.port(), "/healthz"))
                        .as("the agent lives")
                        .isEqualTo(200);
                return Optional.of(http.ended(id)).filter(Task::isFinal);
            });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static NewTask resize(String source, int side) {
        return NewTask.of(
                "resize_image", Map.of("source", source, "target", side + "-" + source, "width", side, "height", side));
    }

    private static Map<String, String> environment(PostgresBackend postgres, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password()));
        environment.putAll(more);
        return environment;
    }
}
