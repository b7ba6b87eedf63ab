package dev.taskq.rig.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts real servers of its own. */
class RedisServerTest {
    @Test
    void isSetAsOneForWork() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            assertThat(call(server, "CONFIG", "GET", "appendonly")).isEqualTo(List.of("appendonly", "yes"));
            assertThat(call(server, "CONFIG", "GET", "appendfsync")).isEqualTo(List.of("appendfsync", "everysec"));
            assertThat(call(server, "CONFIG", "GET", "maxmemory-policy"))
                    .isEqualTo(List.of("maxmemory-policy", "noeviction"));
            assertThat(call(server, "CONFIG", "GET", "stream-node-max-entries"))
                    .isEqualTo(List.of("stream-node-max-entries", "20"));
        }
    }

    @Test
    void aKilledServerComesBackWithItsDataOnTheSamePort() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            String uri = server.uri();
            call(server, "SET", "kept", "7");
            ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();

            server.kill();
            assertThat(killed.isAlive()).isFalse();
            server.restart();

            assertThat(server.uri()).isEqualTo(uri);
            assertThat(call(server, "GET", "kept")).isEqualTo("7");
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        RedisServer server = RedisServer.start();
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        List<?> folder = (List<?>) call(server, "CONFIG", "GET", "dir");

        server.close();
        server.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(Path.of((String) folder.get(1))).doesNotExist();
    }

    @Test
    void keepsWhatStandsInAFolderOfOnesOwn(@TempDir Path folder) throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            call(server, "SET", "kept", "7");
        }
        try (RedisServer server = RedisServer.start(folder)) {
            assertThat(call(server, "GET", "kept")).isEqualTo("7");
        }
    }

    private static Object call(RedisServer server, String... command) throws IOException {
        try (RedisConnection connection = RedisConnection.open(URI.create(server.uri()))) {
            return connection.call(command);
        }
    }
}
