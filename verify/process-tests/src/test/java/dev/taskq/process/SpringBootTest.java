package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with all versions from Spring Boot and the beans of the documentation, on a database that is not empty. */
class SpringBootTest {
    private static final Path POSTGRES = Published.ROOT.resolve("docs/postgres.md");

    private static final Path TRANSACTIONS = Published.ROOT.resolve("docs/transactions.md");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"3.5.7", "4.0.7"})
    void tasksRunWithTheVersionsThatBootManages(String boot) throws Exception {
        Maven maven = Maven.onEmptyRepository(folder);
        Published.layDown(maven, List.of("taskq-core", "taskq-postgres", "taskq-redis"));
        Path project = Published.project("spring-boot", folder);
        String page = Files.readString(POSTGRES);
        assertThat(page).contains("`src/main/java/com/example/TaskqBeans.java`");
        Published.writeFiles(page, project);
        String transactions = Files.readString(TRANSACTIONS);
        assertThat(transactions)
                .contains("`src/main/java/com/example/Orders.java`", "`src/main/java/com/example/Shipping.java`");
        Published.writeFiles(transactions, project);
        maven.runFetching(project, List.of("-Dboot.version=" + boot, "-Dmaven.test.skip=true", "package"));
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis();
                Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table orders (id int primary key); create table shipments (order_id int references orders)");
            String said = Published.java(
                    "-cp",
                    project.resolve("target/classes") + ":" + project.resolve("target/lib") + "/*",
                    "com.example.OnSpringBoot",
                    "--spring.datasource.url=" + postgres.jdbcUrl(),
                    "--spring.datasource.username=" + postgres.user(),
                    "--spring.datasource.password=" + postgres.password(),
                    "--redis=" + redis.uri());
            assertThat(said).contains("Spring Boot ::", "(v" + boot + ")", "Hello, data source", "Hello, URL");
            assertThat(said).contains("before the commit: Optional.empty", "shipped 1", "shipped: 1");
            assertThat(said)
                    .contains("flyway beans: []")
                    .doesNotContain("jOOQ", "dialect", "igration", " WARN ", " ERROR ");
            // One line for the start of each of two coordinators and two agents.
            assertThat(said.lines().filter(line -> line.contains("session opened")))
                    .hasSize(4);
            assertThat(said.lines().filter(line -> line.contains(" INFO ")).map(SpringBootTest::logger))
                    .allMatch(logger -> logger.startsWith("d.t.")
                            || logger.startsWith("dev.taskq.")
                            || logger.startsWith("com.zaxxer.")
                            || logger.startsWith("com.example."));
            try (ResultSet tables = statement.executeQuery("select string_agg(tablename, ' ' order by tablename)"
                    + " from pg_tables where schemaname = 'public'")) {
                tables.next();
                assertThat(tables.getString(1)).isEqualTo("orders shipments");
            }
            try (ResultSet shipments =
                    statement.executeQuery("select string_agg(order_id::text, ' ') from shipments")) {
                shipments.next();
                assertThat(shipments.getString(1)).isEqualTo("1");
            }
        }
    }

    /** The form of a line in Boot's log: time, level, process, thread, logger, message. */
    private static String logger(String line) {
        return line.replaceFirst(".*] (\\S+)\\s+: .*", "$1");
    }
}
