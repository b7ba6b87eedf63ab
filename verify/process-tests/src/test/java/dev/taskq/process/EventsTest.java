package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.client.NewTask;
import dev.taskq.client.TaskEvent;
import dev.taskq.client.TaskEvents;
import dev.taskq.client.TaskStatus;
import dev.taskq.process.plugin.Hold;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.proxy.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers that follow the life of a task, with Postgres behind two coordinators, of which one is killed meanwhile. */
class EventsTest {
    private static final int NO_CONTENT = 204;

    @TempDir
    private Path folder;

    @Test
    void theEventsThatACoordinatorBeganToSendAnotherSendsToTheirEnd() throws Exception {
        try (PostgresBackend postgres = Backends.postgres()) {
            Map<String, String> environment = environment(postgres);
            try (AppProcess first = AppProcess.coordinator(environment);
                    AppProcess second = AppProcess.coordinator(environment);
                    AppProcess agent = AppProcess.agent(environment);
                    TcpProxy balancer = TcpProxy.start(0, "127.0.0.1", first.port())) {
                first.ready();
                second.ready();
                agent.ready();
                Path file = folder.resolve("go");
                Http caller = new Http(balancer.port());
                long id = caller.submit(NewTask.of("hold", Map.of("file", file.toString())));
                List<TaskEvent> seen = new ArrayList<>();
                List<Long> begun;
                try (TaskEvents events = caller.watch(id);
                        EventStream lost = EventStream.of(first.port(), id, EventStream.FROM_THE_START)) {
                    while (seen.size() < 3) {
                        seen.add(events.next().orElseThrow());
                    }
                    begun = lost.take(3);

                    balancer.redirect("127.0.0.1", second.port());
                    first.kill();
                    try (EventStream resumed = EventStream.of(second.port(), id, begun.getLast())) {
                        Files.createFile(file);
                        Optional<TaskEvent> next = events.next();
                        while (next.isPresent()) {
                            seen.add(next.get());
                            next = events.next();
                        }

                        begun.addAll(resumed.take(2));
                        assertThat(resumed.hasEnded()).isTrue();
                    }
                }

                assertThat(seen)
                        .extracting(TaskEvent::kind)
                        .containsExactly("created", "queued", "started", "attempt_ended", "finished");
                assertThat(seen.getLast().status()).contains(TaskStatus.SUCCEEDED);
                assertThat(caller.events(id)).isEqualTo(seen);
                assertThat(begun).isEqualTo(seen.stream().map(TaskEvent::id).toList());
                try (EventStream over = EventStream.of(second.port(), id, begun.getLast())) {
                    assertThat(over.status()).isEqualTo(NO_CONTENT);
                }
            }
        }
    }

    private Map<String, String> environment(PostgresBackend postgres) throws IOException {
        return Map.of(
                "TASKQ_POSTGRES_URL",
                postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER",
                postgres.user(),
                "TASKQ_POSTGRES_PASSWORD",
                postgres.password(),
                "TASKQ_TOKENS",
                Http.tokenLine(),
                "TASKQ_AGENT_GRACE",
                "200ms",
                "TASKQ_PLUGINS_DIR",
                Plugin.folder(folder, List.of(Hold.class)).toString());
    }
}
