package dev.taskq.process;

import dev.taskq.client.NewTask;
import dev.taskq.process.plugin.Greet;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Archives of the applications' classes, with which a start costs a fraction of what it costs without: these tests start some fifty
 * processes. The first start makes the archives, by a run of both applications. Starts beside it have none. Thread-safe, also between
 * processes.
 */
final class SharedClasses {
    private static final Path FOLDER = Path.of("target", "shared-classes");
    private static final List<String> APPS = List.of("coordinator", "agent");

    private SharedClasses() {}

    /**
     * The options of a JVM that runs an application.
     *
     * @param app its name
     * @return the options; none while there is no archive
     */
    static List<String> options(String app) throws IOException {
        if (!isThere(app)) {
            makeUnlessOthersDo();
        }
        if (!isThere(app)) {
            return List.of();
        }
        // A JVM complains of an archive that it cannot use, amid the output that tests read.
        return List.of("-XX:SharedArchiveFile=" + archive(app), "-Xlog:disable");
    }

    private static Path archive(String app) {
        return FOLDER.resolve(app + ".jsa");
    }

    /** Whether it was made of the jar as it is now. The JVM compares the two as well. */
    private static boolean isThere(String app) throws IOException {
        return Files.exists(archive(app))
                && Files.getLastModifiedTime(archive(app)).compareTo(Files.getLastModifiedTime(AppProcess.jar(app)))
                        > 0;
    }

    private static void makeUnlessOthersDo() throws IOException {
        Files.createDirectories(FOLDER);
        try (FileChannel channel =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !(isThere(APPS.getFirst()) && isThere(APPS.getLast()))) {
                make();
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM makes them.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The JVM of each writes its archive at its end. */
    private static void make() throws IOException, InterruptedException {
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis();
                AppProcess coordinator =
                        AppProcess.writing(unfinished("coordinator"), "coordinator", environment(postgres, redis));
                AppProcess agent = AppProcess.writing(unfinished("agent"), "agent", environment(postgres, redis))) {
            Http http = new Http(coordinator.ready().port());
            agent.ready();
            http.ended(http.submit(NewTask.of("greet", Map.of("name", "world"))));
            coordinator.terminate();
        }
        for (String app : APPS) {
            if (!Files.exists(unfinished(app))) {
                // A JVM that has no archive of its own classes writes none, and ignores an empty one.
                Files.createFile(unfinished(app));
            }
            Files.move(unfinished(app), archive(app), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** An archive gets its name when it is complete: a JVM that reads one while another writes it may crash. */
    private static Path unfinished(String app) {
        return FOLDER.resolve(app + "-" + ProcessHandle.current().pid() + ".jsa");
    }

    private static Map<String, String> environment(PostgresBackend postgres, RedisBackend redis) throws IOException {
        return new HashMap<>(Map.of(
                "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                "TASKQ_REDIS_URL", redis.uri(),
                "TASKQ_REDIS_PREFIX", redis.keyPrefix(),
                "TASKQ_TOKENS", Http.tokenLine(),
                "TASKQ_PLUGINS_DIR", Plugin.folder(FOLDER, List.of(Greet.class)).toString()));
    }
}
