package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.spi.TaskQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published can be used without anything else of ours: with the documentation's own programs. */
class PublishedTest {
    private static final List<String> JARS = List.of("taskq-core", "taskq-postgres", "taskq-redis", "taskq-testkit");
    private static final String BOM = "taskq-bom";
    private static final Pattern PROGRAM = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TESTS = Pattern.compile("<testsuite [^>]* tests=\"(\\d+)\"");

    @TempDir
    private Path folder;

    @Test
    void whatTheBuildMadeIsEnoughToEmbedAndToWriteAPluginOrAnAdapter() throws Exception {
        Maven maven = Maven.onEmptyRepository(folder);
        Published.layDown(maven, JARS);
        Published.layDownPom(maven, BOM);
        use(maven);
    }

    @Test
    @Tag("full")
    void whatAReleaseInstallsIsEnoughToEmbedAndToWriteAPluginOrAnAdapter() throws Exception {
        Path sources = copySources();
        Maven maven = Maven.onEmptyRepository(folder);
        List<String> modules = new ArrayList<>(JARS);
        modules.add(BOM);
        // The adapters' tests need it, and Maven asks for it though they do not run. It is not installed.
        modules.add("verify/rig");
        maven.run(sources, List.of("-Prelease", "-pl", String.join(",", modules), "-Dmaven.test.skip=true", "install"));
        assertThat(maven.folderOf("taskq-rig")).doesNotExist();
        for (String artifact : JARS) {
            assertThat(filesOf(maven, artifact))
                    .contains(
                            artifact + "-" + Maven.version() + ".jar",
                            artifact + "-" + Maven.version() + "-sources.jar",
                            artifact + "-" + Maven.version() + "-javadoc.jar",
                            artifact + "-" + Maven.version() + "-cyclonedx.json");
        }
        use(maven);
    }

    private void use(Maven maven) throws Exception {
        for (String artifact : JARS) {
            assertThat(pom(maven, artifact)).doesNotContain("<parent>", "${", "<scope>test</scope>");
        }
        assertThat(pom(maven, BOM)).contains(JARS).doesNotContain("<parent>", "<properties>");
        try (PostgresBackend postgres = Backends.postgres()) {
            embed(maven, postgres);
            plugIn(maven, postgres);
        }
        adapt(maven);
    }

    private void embed(Maven maven, PostgresBackend postgres) throws Exception {
        Path project = Published.project("embedding", folder);
        String readme = program(Published.ROOT.resolve("README.md"));
        Files.writeString(project.resolve("src/main/java/Embedded.java"), readme);
        build(maven, project);
        String whole = project.resolve("target/whole.jar").toString();
        assertThat(Published.java("-cp", whole, "Embedded")).contains("Hello, world");
        assertThat(Published.java(
                        "-cp",
                        whole,
                        "com.example.OnPostgres",
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password()))
                .contains("Hello, Postgres");
    }

    private void plugIn(Maven maven, PostgresBackend postgres) throws Exception {
        Path project = Published.project("plugin", folder);
        Path source = Files.createDirectories(project.resolve("src/main/java/com/example"));
        Files.writeString(source.resolve("SendMail.java"), program(Published.ROOT.resolve("docs/handlers.md")));
        build(maven, project);
        PostgresConfig config = PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
        try (AppProcess agent = AppProcess.agent(Map.of(
                        "TASKQ_PLUGINS_DIR", project.resolve("target").toString(),
                        "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                        "TASKQ_POSTGRES_USER", postgres.user(),
                        "TASKQ_POSTGRES_PASSWORD", postgres.password()));
                PostgresTaskStore store = PostgresTaskStore.open(config);
                Coordinator coordinator =
                        Coordinator.of(store, TaskQueue.none()).start()) {
            agent.ready();
            long id = coordinator
                    .submit(NewTask.of("send_mail", "{\"to\": \"you\", \"subject\": \"hello\"}"))
                    .id();
            Task task = coordinator.await(id, AppProcess.LONG).orElseThrow();
            assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.SUCCEEDED);
        }
    }

    /** The contract suite runs with what the testkit declares, and passes. */
    private void adapt(Maven maven) throws Exception {
        Path project = Published.project("adapter", folder);
        maven.run(project, List.of("-o", "test"));
        String report =
                Files.readString(project.resolve("target/surefire-reports/TEST-com.example.SharedHintsTest.xml"));
        Matcher tests = TESTS.matcher(report);
        assertThat(tests.find()).as(report).isTrue();
        assertThat(Integer.parseInt(tests.group(1))).isGreaterThan(20);
    }

    private static void build(Maven maven, Path project) throws IOException, InterruptedException {
        maven.run(project, List.of("-o", "-Dmaven.test.skip=true", "package"));
    }

    /** The first program of a page. */
    private static String program(Path page) throws IOException {
        Matcher found = PROGRAM.matcher(Files.readString(page));
        assertThat(found.find()).as("%s has a program", page).isTrue();
        return found.group(1);
    }

    private static String pom(Maven maven, String artifact) throws IOException {
        return Files.readString(maven.folderOf(artifact).resolve(artifact + "-" + Maven.version() + ".pom"));
    }

    private static List<String> filesOf(Maven maven, String artifact) {
        return Arrays.asList(maven.folderOf(artifact).toFile().list());
    }

    private Path copySources() throws IOException {
        Path sources = folder.resolve("sources");
        Published.copy(Published.ROOT, sources);
        return sources;
    }
}
