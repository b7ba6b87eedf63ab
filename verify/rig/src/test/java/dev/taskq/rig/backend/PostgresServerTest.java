package dev.taskq.rig.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts real servers of its own. */
class PostgresServerTest {
    private static Path folder;
    private static PostgresBinaries programs;

    @BeforeAll
    static void unpacksTheProgramsOnce() throws IOException {
        // Not JUnit's folder, which other users cannot enter: the server may have to run as another user.
        folder = Folders.temporary("taskq-test-");
        programs = PostgresBinaries.unpack(folder.resolve("programs"));
    }

    @AfterAll
    static void deletesThem() throws IOException {
        Folders.delete(folder);
    }

    private static PostgresServer start(PostgresServer.Ways ways) {
        return PostgresServer.inTemporaryFolder(home -> programs, ways, InitialData.ofThisBuild());
    }

    /** Every way that this machine offers, one at a time, as on a machine without the others. */
    static Stream<String> waysOfThisMachine() throws Exception {
        Path own = Files.createTempFile("taskq", "");
        try {
            return Launcher.candidates(Launcher.isRoot(own)).stream().map(Launcher::name).toList().stream();
        } finally {
            Files.delete(own);
        }
    }

    @ParameterizedTest
    @MethodSource("waysOfThisMachine")
    void startsByEachWayThatTheMachineOffers(String way) throws Exception {
        try (PostgresServer server = start(root -> Launcher.candidates(root).stream()
                .filter(launcher -> launcher.name().equals(way))
                .toList())) {
            assertThat(ask(server, "SELECT 'ä'")).isEqualTo("ä");
            assertThat(ask(server, "SHOW server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void waysThatDoNotWorkArePassedOver() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        List<Launcher> working = Launcher.candidates(Launcher.isRoot(data));
        Launcher forbidden = new Launcher("forbidden", Optional.empty(), command -> List.of("/bin/false"));
        Launcher absent = new Launcher("absent", Optional.empty(), command -> List.of("/absent"));
        List<Launcher> all =
                Stream.concat(Stream.of(forbidden, absent), working.stream()).toList();

        assertThat(Launcher.choose(all, data, programs.initdb())).isEqualTo(working.getFirst());
    }

    @Test
    void whereNoWayWorksOneLineNamesTheVariable() {
        Launcher forbidden = new Launcher("forbidden", Optional.empty(), command -> List.of("/bin/false"));
        assertThatThrownBy(() -> start(root -> List.of(forbidden)))
                .isInstanceOf(BackendUnavailableException.class)
                .message()
                .startsWith("Postgres cannot be started here (forbidden: status 1): ")
                .endsWith(
                        "set TASKQ_TEST_POSTGRES_URL, TASKQ_TEST_POSTGRES_USER and TASKQ_TEST_POSTGRES_PASSWORD to use"
                                + " a server that runs already")
                .hasLineCount(1);
    }

    @Test
    void isAsDurableAsARealOneWhateverTheSettingsSay() throws Exception {
        try (PostgresServer server = PostgresServer.start(
                List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off", "work_mem=5MB"))) {
            assertThat(List.of(
                            ask(server, "SHOW fsync"),
                            ask(server, "SHOW synchronous_commit"),
                            ask(server, "SHOW full_page_writes")))
                    .containsOnly("on");
            assertThat(ask(server, "SHOW work_mem")).isEqualTo("5MB");
        }
    }

    @Test
    void aKilledServerComesBackWithItsDataOnTheSamePort() throws Exception {
        try (PostgresServer server = start(Launcher::candidates)) {
            String url = server.jdbcUrl();
            ask(server, "CREATE TABLE kept AS SELECT 7 AS value; SELECT 1");
            ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();

            server.kill();
            assertThat(killed.isAlive()).isFalse();
            assertThatThrownBy(() -> ask(server, "SELECT 1")).isInstanceOf(SQLException.class);
            server.restart();

            assertThat(server.jdbcUrl()).isEqualTo(url);
            assertThat(ask(server, "SELECT value FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        PostgresServer server = start(Launcher::candidates);
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        Path data = Path.of(ask(server, "SHOW data_directory"));
        assertThat(data).exists();

        server.close();
        server.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(data.getParent()).doesNotExist();
    }

    @Test
    void keepsWhatStandsInAFolderOfOnesOwn() throws Exception {
        Path home = folder.resolve("kept");
        String password;
        try (PostgresServer server = PostgresServer.start(home)) {
            password = server.password();
            ask(server, "CREATE TABLE kept AS SELECT 7 AS value; SELECT 1");
        }
        try (PostgresServer server = PostgresServer.start(home)) {
            assertThat(server.password()).isEqualTo(password);
            assertThat(ask(server, "SELECT value FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void standbyFollowsAndBecomesAPrimary() throws Exception {
        try (PostgresServer primary = start(Launcher::candidates);
                PostgresServer standby = primary.standby()) {
            ask(primary, "CREATE TABLE t (n int); INSERT INTO t VALUES (7); SELECT pg_switch_wal()");
            String followed = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= '%s'::pg_lsn"
                    .formatted(ask(primary, "SELECT pg_current_wal_lsn()"));
            while (!ask(standby, followed).equals("t")) {
                Thread.onSpinWait();
            }
            assertThat(ask(standby, "SELECT n FROM t")).isEqualTo("7");

            primary.kill();
            standby.promote();
            assertThat(ask(standby, "INSERT INTO t VALUES (8); SELECT max(n) FROM t"))
                    .isEqualTo("8");
        }
    }

    private static String ask(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
