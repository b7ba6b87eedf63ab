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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that has only the published artifacts can use them. The programs are those of the documentation. */
class PublishedTest {
    private static final List<String> JARS = Published.libraries();
    private static final Path README = Published.ROOT.resolve("README.md");
    private static final Path EMBEDDED =
            Published.ROOT.resolve("examples/embedded/src/main/java/dev/taskq/examples/embedded/Embedded.java");
    private static final Path GETTING_STARTED = Published.ROOT.resolve("docs/getting-started.md");
    private static final Path HANDLERS = Published.ROOT.resolve("docs/handlers.md");
    private static final Path ADAPTERS = Published.ROOT.resolve("docs/adapters.md");
    private static final Path TESTING = Published.ROOT.resolve("docs/testing.md");
    private static final Pattern PARAMS = Pattern.compile("\"type\": \"send_mail\", \"params\": (\\{.*?\\})");
    private static final Pattern TESTS = Pattern.compile("<testsuite [^>]* tests=\"(\\d+)\"");

    @TempDir
    private Path folder;

    @Test
    void whatTheBuildMadeIsEnoughToEmbedAndToWriteAPluginOrAnAdapter() throws Exception {
        Maven maven = Maven.onEmptyRepository(folder);
        Published.layDown(maven, JARS);
        Published.layDownPom(maven, Published.BOM);
        use(maven);
    }

    @Test
    @Tag("full")
    void whatTheLauncherInstallsIsEnoughToEmbedAndToWriteAPluginOrAnAdapter() throws Exception {
        Path sources = Published.sources(folder);
        Maven maven = Maven.onEmptyRepository(folder);
        String said = maven.launch(sources, "install");
        assertThat(maven.folderOf("taskq-rig")).doesNotExist();
        for (String artifact : Published.artifacts()) {
            assertThat(said.lines()).contains("  dev.taskq:" + artifact + ":" + Maven.version());
        }
        for (String artifact : JARS) {
            assertThat(filesOf(maven, artifact))
                    .contains(
                            artifact + "-" + Maven.version() + ".jar",
                            artifact + "-" + Maven.version() + "-sources.jar",
                            artifact + "-" + Maven.version() + "-javadoc.jar",
                            artifact + "-" + Maven.version() + "-cyclonedx.json");
        }
        assertThat(Files.readString(maven.folderOf("taskq-postgres")
                        .resolve("taskq-postgres-" + Maven.version() + "-cyclonedx.json")))
                .contains("pkg:maven/org.flywaydb/flyway-core@");
        use(maven);
    }

    @Test
    void theDocumentationSaysHowToInstallWhatIsNotPublished() {
        for (Path page : List.of(README, HANDLERS, GETTING_STARTED)) {
            assertThat(page).content().contains("\n./taskq install\n", "<version>" + Maven.version() + "</version>");
        }
    }

    private void use(Maven maven) throws Exception {
        for (String artifact : JARS) {
            assertThat(pom(maven, artifact)).doesNotContain("<parent>", "${", "<scope>test</scope>");
        }
        assertThat(pom(maven, Published.BOM)).contains(JARS).doesNotContain("<parent>", "<properties>");
        try (PostgresBackend postgres = Backends.postgres()) {
            embed(maven, postgres);
            plugIn(maven, postgres);
        }
        embedOnModulePath(maven);
        adapt(maven);
    }

    private void embed(Maven maven, PostgresBackend postgres) throws Exception {
        Path project = Published.project("embedding", folder);
        String program = Files.readString(EMBEDDED);
        Files.writeString(
                project.resolve("src/main/java/Embedded.java"), program.substring(program.indexOf("import ")));
        build(maven, project);
        String whole = project.resolve("target/whole.jar").toString();
        assertThat(Published.java("-cp", whole, "Embedded").lines()).contains("Hello, world");
        assertThat(Published.java(
                                "-cp",
                                whole,
                                "com.example.OnPostgres",
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password())
                        .lines())
                .contains("Hello, Postgres");
    }

    /** On a Postgres of its own, which it migrates: a module finds the relocated services by its descriptor. */
    private void embedOnModulePath(Maven maven) throws Exception {
        Path project = Published.project("modules", folder);
        build(maven, project);
        Path target = project.resolve("target");
        try (PostgresBackend postgres = Backends.postgres()) {
            assertThat(Published.java(
                            "--module-path",
                            target.resolve("classes") + ":" + target.resolve("lib"),
                            "--module",
                            "com.example.modules/com.example.inner.OnModulePath",
                            postgres.jdbcUrl(),
                            postgres.user(),
                            postgres.password()))
                    .contains("module: dev.taskq.core", "Hello, memory", "Hello, Postgres");
        }
    }

    private void plugIn(Maven maven, PostgresBackend postgres) throws Exception {
        String page = Files.readString(HANDLERS);
        Path project = plugin(page);
        build(maven, project);
        PostgresConfig config = PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
        try (AppProcess agent = AppProcess.agent(Map.of(
                        "TASKQ_PLUGINS_DIR", project.resolve("target").toString(),
                        "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                        "TASKQ_POSTGRES_USER", postgres.user(),
                        "TASKQ_POSTGRES_PASSWORD", postgres.password()));
                PostgresTaskStore store = PostgresTaskStore.open(config);
                Coordinator coordinator = Coordinator.builder(store).build().start()) {
            agent.ready();
            long id = coordinator
                    .submit(NewTask.of("send_mail", first(PARAMS, page)))
                    .id();
            Task task = coordinator.await(id, AppProcess.LONG).orElseThrow();
            assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.SUCCEEDED);
        }
    }

    /** The contract suite passes with the testkit's declared dependencies, and an application's tests with what it brings. */
    private void adapt(Maven maven) throws Exception {
        Path project = Published.project("adapter", folder);
        Published.writeFiles(Files.readString(ADAPTERS), project);
        Published.writeFiles(Files.readString(TESTING), project);
        maven.run(project, List.of("-o", "-DargLine=" + String.join(" ", Maven.SHORT_LIVED), "test"));
        assertThat(testsRun(project, "MyTaskStoreTest")).isGreaterThan(200);
        assertThat(testsRun(project, "MyTaskQueueTest")).isGreaterThan(20);
        assertThat(testsRun(project, "OrdersTest")).isEqualTo(3);
        assertThat(testsRun(project, "ShipHandlerTest")).isEqualTo(1);
        assertThat(testsRun(project, "ShipParamsTest")).isEqualTo(1);
    }

    private static int testsRun(Path project, String type) throws IOException {
        String report =
                Files.readString(project.resolve("target/surefire-reports/TEST-com.example.%s.xml".formatted(type)));
        Matcher tests = TESTS.matcher(report);
        assertThat(tests.find()).as(report).isTrue();
        return Integer.parseInt(tests.group(1));
    }

    /** The page's files in an empty folder. The plugins get the versions of this build, since there is no network. */
    private Path plugin(String page) throws IOException {
        Path project = Files.createDirectory(folder.resolve("plugin"));
        Published.writeFiles(page, project);
        Path pom = project.resolve("pom.xml");
        String build = Files.readString(Published.PROJECTS.resolve("plugin").resolve("build.xml"));
        Files.writeString(pom, Files.readString(pom).replace("</project>", build + "</project>"));
        return project;
    }

    private static void build(Maven maven, Path project) throws IOException, InterruptedException {
        maven.run(project, List.of("-o", "-Dmaven.test.skip=true", "package"));
    }

    private static String first(Pattern pattern, String page) {
        Matcher found = pattern.matcher(page);
        assertThat(found.find()).as("%s is in %s", pattern, page).isTrue();
        return found.group(1);
    }

    private static String pom(Maven maven, String artifact) throws IOException {
        return Files.readString(maven.folderOf(artifact).resolve(artifact + "-" + Maven.version() + ".pom"));
    }

    private static List<String> filesOf(Maven maven, String artifact) {
        return Arrays.asList(maven.folderOf(artifact).toFile().list());
    }
}
