package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.process.beside.AgentProgram;
import dev.taskq.process.beside.CoordinatorProgram;
import dev.taskq.process.beside.Greet;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.process.PluginJar;
import dev.taskq.testkit.TestTimeouts;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The last release and this version work together on the schema of this version, which is made from the schema of the last
 * release. Each runs with its own libraries.
 */
@Tag("full")
class LastReleaseTest {
    @TempDir
    private Path folder;

    @Test
    void eachRunsBesideTheOther() throws Exception {
        Path programs = folder.resolve("programs.jar");
        PluginJar.write(programs, List.of(Greet.class));
        String ofThis = programs + File.pathSeparator + libraries("this", Maven.version(), ofThisBuild());
        String ofLast = LastRelease.isThere()
                ? programs + File.pathSeparator + libraries("last", LastRelease.version(), Maven.onOuterRepository())
                : ofThis;
        try (PostgresBackend postgres = Backends.postgres();
                Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(LastRelease.schema()));
            List<String> first = runTasks(ofThis, ofLast, postgres);
            List<String> second = runTasks(ofLast, ofThis, postgres);
            // The task under an idempotency key is the same for both.
            assertThat(second.getLast()).isEqualTo(first.getLast());
        }
    }

    private Maven ofThisBuild() throws Exception {
        Maven maven = Maven.onEmptyRepository(folder);
        Published.layDown(maven, List.of("taskq-core", "taskq-postgres"));
        return maven;
    }

    /** The class path of a version. */
    private String libraries(String name, String version, Maven maven) throws Exception {
        Path project = Published.project("beside", Files.createDirectory(folder.resolve(name)));
        maven.run(project, List.of("-Dbeside.version=" + version, "package"));
        String path = Files.readString(project.resolve("target/class-path"));
        assertThat(path).contains("taskq-core-" + version + ".jar", "taskq-postgres-" + version + ".jar");
        return path;
    }

    /** Returns a line for each task, the last one for that under a key. */
    private List<String> runTasks(String coordinators, String agents, PostgresBackend postgres) throws Exception {
        Path log = Files.createTempFile(folder, "agent", ".log");
        Process agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        agents,
                        AgentProgram.class.getName(),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        List<String> tasks;
        try {
            tasks = Published.java(
                            "-cp",
                            coordinators,
                            CoordinatorProgram.class.getName(),
                            postgres.jdbcUrl(),
                            postgres.user(),
                            postgres.password())
                    .lines()
                    .filter(line -> line.startsWith("task "))
                    .toList();
        } finally {
            agent.getOutputStream().close();
        }
        if (!agent.waitFor(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS)) {
            agent.destroyForcibly();
            throw new AssertionError("the agent does not end:\n" + Files.readString(log));
        }
        assertThat(log).content().contains("agent runs");
        assertThat(agent.exitValue()).as(Files.readString(log)).isZero();
        assertThat(tasks.stream().map(line -> line.replaceFirst("task \\d+ ", "")))
                .containsExactly(
                        "SUCCEEDED Hello, world",
                        "SUCCEEDED Hello, late",
                        "SUCCEEDED Hello, scheduled",
                        "SUCCEEDED Hello, keyed",
                        "SUCCEEDED Hello, keyed");
        assertThat(tasks.getLast()).isEqualTo(tasks.get(tasks.size() - 2));
        return tasks;
    }
}
