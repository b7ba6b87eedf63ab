package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.postgres.Removals.Removal;
import dev.taskq.postgres.SabotagedRun.Noticed;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes each condition, lock and limit out of each statement in turn, and demands that a test notices. Where none does, a test
 * is missing, or what was taken out is not needed.
 *
 * <p>{@code sabotage-noticed.txt} names a test for each removal, which alone runs first; where it notices nothing, or none is
 * named, a search through all tests follows, and {@code target/sabotage-noticed.txt} has the line for what it finds.
 * {@code sabotage-unnoticed.txt} has what no test shows, with the reason.
 */
@Tag("full")
class SabotageTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final RemovalTable NOTICED = RemovalTable.load("sabotage-noticed.txt");
    private static final RemovalTable UNNOTICED = RemovalTable.load("sabotage-unnoticed.txt");

    /** What is searched. */
    private static final List<String> TESTS = List.of("PostgresTaskStoreTest", "LocksTest", "DisconnectedTest");

    /** Statements that nothing is taken out of yet. */
    private static final Set<String> LEFT_OUT = Set.of(
            "announce_types",
            "count",
            "forget_types",
            "gauges",
            "oldest_transaction",
            "orphans",
            "prove_writable",
            "register_types",
            "restore_counters",
            "restore_holders",
            "restore_lease",
            "restore_sequences",
            "restore_sessions",
            "restore_types",
            "room_for_types",
            "schema",
            "settle",
            "settle_rest",
            "settle_stop",
            "waiting");

    private static final Path FOUND = Path.of("target", "sabotage-noticed.txt");

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    static Stream<Removal> removals() throws IOException, URISyntaxException {
        List<Removal> removals = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.sorted().toList()) {
                String statement = file.getFileName().toString().replace(".sql", "");
                if (!LEFT_OUT.contains(statement)) {
                    removals.addAll(Removals.of(statement, Files.readString(file)));
                }
            }
        }
        return removals.stream();
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(SabotageTest.class.getResource("sql")).toURI());
    }

    static Stream<Removal> demanded() throws IOException, URISyntaxException {
        return removals().filter(removal -> UNNOTICED.of(removal).isEmpty());
    }

    static Stream<Removal> excused() throws IOException, URISyntaxException {
        return removals().filter(removal -> UNNOTICED.of(removal).isPresent());
    }

    @ParameterizedTest
    @MethodSource("demanded")
    void everyRemovalIsNoticed(Removal removal) throws Exception {
        Optional<Noticed> noticed = NOTICED.of(removal).isEmpty()
                ? Optional.empty()
                : run(removal).tests(NOTICED.of(removal).stream().toList());
        if (noticed.isEmpty()) {
            noticed = searched(removal);
        }
        assertThat(noticed).as("no test notices %s", removal).isPresent();
        assertThat(noticed.orElseThrow())
                .as("%s is not tried by it", removal)
                .matches(by -> !by.isNoStatement(), "fails as a test does");
    }

    /** By the tests that hold its statement. */
    @ParameterizedTest
    @MethodSource("excused")
    void whatIsListedAsUnnoticedIsNotNoticed(Removal removal) throws Exception {
        assertThat(run(removal).tests(NOTICED.ofStatement(removal.statement())))
                .as("what notices %s", removal)
                .isEmpty();
    }

    /** By any test. */
    @ParameterizedTest
    @MethodSource("excused")
    void whatIsListedAsUnnoticedIsNotNoticedByAnyTest(Removal removal) throws Exception {
        assertThat(searched(removal)).as("what notices %s", removal).isEmpty();
    }

    @Test
    void whatIsListedExists() throws Exception {
        Set<String> all = removals().map(Removal::toString).collect(Collectors.toSet());
        assertThat(all).containsAll(NOTICED.removals()).containsAll(UNNOTICED.removals());
    }

    /** What is noticed is noticed for what was taken out: with all in place the same tests notice nothing. */
    @Test
    void withNothingTakenOutNothingIsNoticed() throws Exception {
        Removal first = removals().findFirst().orElseThrow();
        Removal nothing = new Removal(
                first.statement(), "nothing", Files.readString(folder().resolve(first.statement() + ".sql")));
        assertThat(run(nothing).tests(new TreeSet<>(NOTICED.values()))).isEmpty();
    }

    private static SabotagedRun run(Removal removal) {
        return new SabotagedRun(DATABASE, removal);
    }

    /** What fails twice: a busy machine may make a test fail once. */
    private static Optional<Noticed> searched(Removal removal) throws SQLException, IOException {
        for (String type : TESTS) {
            Optional<Noticed> noticed = run(removal).all(type);
            if (noticed.isPresent()) {
                noticed = run(removal).tests(List.of(noticed.orElseThrow().by()));
            }
            if (noticed.isPresent()) {
                Files.writeString(
                        FOUND,
                        "%s | %s%n".formatted(removal, noticed.orElseThrow().by()),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                return noticed;
            }
        }
        return Optional.empty();
    }
}
