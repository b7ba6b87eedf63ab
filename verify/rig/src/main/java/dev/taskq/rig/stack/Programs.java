package dev.taskq.rig.stack;

import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.process.TrainedJar;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts the two programs as processes on running servers.
 *
 * @param postgres their database server
 * @param redis their Redis server
 * @param logs the folder for their output; each has a file with its name
 */
public record Programs(PostgresServer postgres, RedisServer redis, Path logs) {
    /** The coordinator, as it was built. */
    public static final Path COORDINATOR_JAR = Path.of("taskq-coordinator-app/target/taskq-coordinator.jar");

    /** The agent, as it was built. */
    public static final Path AGENT_JAR = Path.of("taskq-agent-app/target/taskq-agent.jar");

    /**
     * Starts a program. Does not wait until it is ready.
     *
     * @param name its name, also in what it reports
     * @param program its jar, and the JVM options that go with it
     * @param options more JVM options
     * @param listens where it serves HTTP
     * @param settings its settings, beside those that name the servers
     * @return the process
     */
    public JarProcess start(
            String name, TrainedJar.Start program, List<String> options, URI listens, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TASKQ_NAME", name);
        environment.put("TASKQ_HTTP_HOST", listens.getHost());
        environment.put("TASKQ_HTTP_PORT", Integer.toString(listens.getPort()));
        environment.put("TASKQ_POSTGRES_URL", postgres.jdbcUrl());
        environment.put("TASKQ_POSTGRES_USER", postgres.user());
        environment.put("TASKQ_POSTGRES_PASSWORD", postgres.password());
        environment.put("TASKQ_REDIS_URL", redis.uri());
        List<String> all =
                Stream.concat(options.stream(), program.options().stream()).toList();
        return JarProcess.start(
                new JarProcess.Spec(name, program.jar(), all, environment), logs.resolve(name + ".log"));
    }
}
