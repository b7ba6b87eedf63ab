package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of the coordinator's program after Postgres was set back. */
class AfterRestoreCommandTest {
    @TempDir
    private Path folder;

    @Test
    void afterARestoreIdsAreMovedAheadAndHintsAreDroppedUnlessACoordinatorRuns() throws Exception {
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis()) {
            Map<String, String> environment = new HashMap<>(CoordinatorProcess.environment(postgres));
            environment.put("TASKQ_REDIS_URL", redis.uri());
            environment.put("TASKQ_REDIS_PREFIX", redis.keyPrefix());
            try (CoordinatorProcess running = CoordinatorProcess.start(folder, environment)) {
                assertThat(CoordinatorProcess.submit(running.port()).body()).contains("\"id\": 1,");
                try (CoordinatorProcess command = CoordinatorProcess.start(folder, environment, "after-restore")) {
                    assertThat(command.exitCode()).isEqualTo(1);
                    assertThat(command.errors()).anyMatch(line -> line.contains("stop all of them first"));
                }
                running.terminate();
                assertThat(running.exitCode()).isZero();
            }
            try (CoordinatorProcess command = CoordinatorProcess.start(folder, environment, "after-restore")) {
                assertThat(command.exitCode()).isZero();
                assertThat(command.lines())
                        .anyMatch(line -> line.contains("tasks get ids from 1000000002 on"))
                        .anyMatch(line -> line.contains("the hints of 1 types were dropped"));
            }
            try (CoordinatorProcess running = CoordinatorProcess.start(folder, environment)) {
                assertThat(CoordinatorProcess.submit(running.port()).body()).contains("\"id\": 1000000002,");
            }
        }
    }

    @Test
    void argumentThatItDoesNotKnowIsRefused() throws Exception {
        try (CoordinatorProcess started =
                CoordinatorProcess.start(folder, CoordinatorProcess.withoutPostgres(), "before-restore")) {
            assertThat(started.exitCode()).isEqualTo(64);
            assertThat(started.errors()).singleElement().asString().contains("after-restore");
        }
    }
}
