package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.client.NewTask;
import dev.taskq.client.Task;
import dev.taskq.client.TaskStatus;
import dev.taskq.process.plugin.Greet;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.proxy.TcpProxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartWithoutBackendsTest {
    private static final Pattern ADDRESS = Pattern.compile("(jdbc:postgresql:)//([^:/]+)(?::(\\d+))?(/.*)");

    @TempDir
    private Path folder;

    /** A port without a listener is equivalent to an absent Postgres. */
    @Test
    void bothWaitForPostgresAndNeverNeedRedis() throws Exception {
        try (PostgresBackend postgres = Backends.postgres()) {
            Matcher address = ADDRESS.matcher(postgres.jdbcUrl());
            assertThat(address.matches()).as(postgres.jdbcUrl()).isTrue();
            int port = Ports.free();
            Map<String, String> environment = new HashMap<>(Map.of(
                    "TASKQ_POSTGRES_URL", address.group(1) + "//127.0.0.1:" + port + address.group(4),
                    "TASKQ_POSTGRES_USER", postgres.user(),
                    "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                    "TASKQ_REDIS_URL", "redis://127.0.0.1:" + Ports.free(),
                    "TASKQ_TOKENS", Http.tokenLine(),
                    "TASKQ_PLUGINS_DIR",
                            Plugin.folder(folder, List.of(Greet.class)).toString()));
            try (AppProcess coordinator = AppProcess.coordinator(environment);
                    AppProcess agent = AppProcess.agent(environment)) {
                coordinator.logs(line -> line.contains("waiting for Postgres"));
                agent.logs(line -> line.contains("waiting for Postgres"));
                for (AppProcess waiting : List.of(coordinator, agent)) {
                    assertThat(Http.status(waiting.port(), "/healthz")).isEqualTo(200);
                    assertThat(Http.status(waiting.port(), "/readyz")).isEqualTo(503);
                }
                String target = address.group(3) == null ? "5432" : address.group(3);
                try (TcpProxy proxy = TcpProxy.start(port, address.group(2), Integer.parseInt(target))) {
                    coordinator.ready();
                    agent.ready();
                    Http http = new Http(coordinator.port());
                    Task task = http.ended(http.submit(NewTask.of("greet", Map.of("name", "late"))));
                    assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.SUCCEEDED);
                    agent.terminate();
                    coordinator.terminate();
                    assertThat(agent.exitCode()).isZero();
                    assertThat(coordinator.exitCode()).isZero();
                    assertThat(proxy.accepted()).isPositive();
                }
            }
        }
    }
}
