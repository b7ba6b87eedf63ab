package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Removes each condition, lock and limit from each statement in turn, and requires that a test fails. If none does, a
 * test is missing or the removed part is not needed.
 *
 * {@code sabotage-noticed.txt} names a test for each removal, which runs alone and must fail. If it does not, or no
 * test is named, all tests are tried, and {@code target/sabotage-noticed.txt} gets the line for the one that fails.
 * {@code sabotage-unnoticed.txt} lists what no test shows, with the reason.
 */
class SabotageTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final RemovalTable NOTICED = RemovalTable.load("sabotage-noticed.txt");
    private static final RemovalTable UNNOTICED = RemovalTable.load("sabotage-unnoticed.txt");

    /** The tests that are tried. */
    private static final List<String> TESTS = List.of(
            "LocksTest",
            "SucceededTasksTest",
            "GrownTablesTest",
            "PostgresTypesTest",
            "PostgresOperationsTest",
            "OperationScanTest",
            "PostgresSchedulesTest",
            "PostgresHistoryTest",
            "ScanReadsTest",
            "DisconnectedTest",
            "OldestTransactionTest",
            "SchemaCheckTest",
            "AfterRestoreTest",
            "PostgresTaskSubmitterTest",
            "PostgresTaskStoreTest");

    /** The statements that store, claim and complete a task: every build removes each of their parts. */
    private static final Set<String> IN_EVERY_BUILD = Set.of(
            "dispatch/claim",
            "dispatch/claim_rest",
            "completions/complete",
            "submissions/insert",
            "submissions/insert_keyed",
            "submissions/keyed",
            "dispatch/settle",
            "dispatch/settle_rest",
            "dispatch/settle_stop");

    private static final Path FOUND = Path.of("target", "sabotage-noticed.txt");

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    private static Stream<Removal> removals() throws IOException, URISyntaxException {
        List<Removal> removals = new ArrayList<>();
        Path folder = folder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String statement =
                        folder.relativize(file).toString().replace('\\', '/').replace(".sql", "");
                removals.addAll(Removals.of(statement, Files.readString(file)));
            }
        }
        return removals.stream();
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(SabotageTest.class.getResource("sql")).toURI());
    }

    static Stream<Removal> fromWhatATaskPassesThrough() throws IOException, URISyntaxException {
        return demanded(removal -> IN_EVERY_BUILD.contains(removal.statement()));
    }

    static Stream<Removal> fromAllElse() throws IOException, URISyntaxException {
        return demanded(removal -> !IN_EVERY_BUILD.contains(removal.statement()));
    }

    private static Stream<Removal> demanded(Predicate<Removal> which) throws IOException, URISyntaxException {
        return removals().filter(which).filter(removal -> UNNOTICED.of(removal).isEmpty());
    }

    static Stream<Removal> excused() throws IOException, URISyntaxException {
        return removals().filter(removal -> UNNOTICED.of(removal).isPresent());
    }

    @ParameterizedTest
    @MethodSource("fromWhatATaskPassesThrough")
    void everyRemovalFromWhatATaskPassesThroughIsNoticed(Removal removal) throws Exception {
        assertNoticed(removal);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("fromAllElse")
    void everyOtherRemovalIsNoticed(Removal removal) throws Exception {
        assertNoticed(removal);
    }

    private static void assertNoticed(Removal removal) throws Exception {
        Optional<Noticed> noticed =
                run(removal).tests(NOTICED.of(removal).stream().toList());
        if (noticed.isEmpty()) {
            fail("the test listed for %s does not notice it; of all tests: %s", removal, searched(removal));
        }
        assertThat(noticed.orElseThrow())
                .as("%s is not tried by it", removal)
                .matches(by -> !by.isNoStatement(), "fails as a test does");
    }

    /** By the tests of its statement. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("excused")
    void whatIsListedAsUnnoticedIsNotNoticed(Removal removal) throws Exception {
        assertThat(run(removal).tests(NOTICED.ofStatement(removal.statement())))
                .as("what notices %s", removal)
                .isEmpty();
    }

    @Test
    void whatIsListedExists() throws Exception {
        Set<String> all = removals().map(Removal::toString).collect(Collectors.toSet());
        assertThat(all).containsAll(NOTICED.removals()).containsAll(UNNOTICED.removals());
    }

    @Test
    void everyRemovalIsListedOnce() throws Exception {
        assertThat(removals())
                .allSatisfy(removal -> assertThat(Stream.of(NOTICED.of(removal), UNNOTICED.of(removal))
                                .filter(Optional::isPresent))
                        .as("%s", removal)
                        .hasSize(1));
    }

    /** A failure must come from the removal: the same tests pass with the unaltered statement. */
    @Tag("full")
    @Test
    void withNothingTakenOutNothingIsNoticed() throws Exception {
        assertThat(run(nothing()).tests(new TreeSet<>(NOTICED.values()))).isEmpty();
    }

    /** Takes nothing out. */
    private static Removal nothing() throws IOException, URISyntaxException {
        Removal first = removals().findFirst().orElseThrow();
        return new Removal(
                first.statement(), "nothing", Files.readString(folder().resolve(first.statement() + ".sql")));
    }

    /** Else all later removals would seem to be noticed: this one leaves the sequence of sessions at its end. */
    @Test
    void whatOneRunBreaksTheNextDoesNotSee() throws Exception {
        String opensASession = "AfterRestoreTest#sequenceOfSessionsAtItsEndGoesOnBehindTheRows";
        Removal removal = removals()
                .filter(each -> each.statement().equals("restore/sequences"))
                .findFirst()
                .orElseThrow();
        assertThat(run(removal).tests(List.of(opensASession))).isPresent();

        assertThat(run(nothing()).tests(List.of(opensASession))).isEmpty();
    }

    private static SabotagedRun run(Removal removal) {
        return new SabotagedRun(DATABASE, removal);
    }

    /** Repeats a failure, since a busy machine may make a test fail once, and requires that the test passes with nothing taken out. */
    private static Optional<Noticed> searched(Removal removal) throws IOException, URISyntaxException, SQLException {
        for (String type : TESTS) {
            Optional<Noticed> noticed = run(removal).all(type);
            if (noticed.isPresent()) {
                noticed = run(removal).tests(List.of(noticed.orElseThrow().by()));
            }
            if (noticed.isPresent()
                    && run(nothing()).tests(List.of(noticed.orElseThrow().by())).isEmpty()) {
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
