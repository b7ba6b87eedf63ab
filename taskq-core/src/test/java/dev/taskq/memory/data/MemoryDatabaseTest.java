package dev.taskq.memory.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskStatus;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the database in memory has beyond the contract of its stores. */
class MemoryDatabaseTest {
    private final MemoryDatabase database = new MemoryDatabase(Platform.systemClock());
    private final StorePort store = database.connect();

    private long submit(String type) {
        NewTask task = NewTask.of(type, "{}").withOrigin(new Origin("", "c", Optional.empty()));
        return store.submissions().insert(List.of(new Insert(task, ""))).get(0).id();
    }

    private List<ClaimResult> claim(long session, long token, long id) {
        return store.dispatch()
                .claim(new Claim(new Holder(session, token), List.of(new Claim.Item(id, 5, Duration.ofMinutes(1)))));
    }

    private long agent() {
        return store.sessions().open(new NewSession(NewSession.Kind.AGENT, "a", "h", List.of("type")));
    }

    @Test
    void restoredStoreHasForgottenWhatCameAfterTheSnapshot() {
        long session = agent();
        long id = submit("type");
        MemoryDatabase.Snapshot snapshot = database.snapshot();
        assertThat(claim(session, 1, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);

        database.restore(snapshot);

        assertThat(store.submissions().statuses(List.of(id))).isEqualTo(Map.of(id, TaskStatus.QUEUED));
        assertThat(claim(session, 2, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
    }

    @Test
    void locksArePartOfTheSnapshot() {
        long session = agent();
        long id = submit("type");
        MemoryDatabase.Snapshot free = database.snapshot();
        database.lockTask(id);
        MemoryDatabase.Snapshot held = database.snapshot();

        database.restore(free);
        assertThat(claim(session, 1, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
        database.restore(held);
        assertThat(claim(session, 2, id)).containsExactly(new ClaimResult.Locked(id));
        database.unlockTask(id);
        assertThat(claim(session, 3, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
    }

    /** Otherwise it would overwrite a row that has changed since. */
    @Test
    void openTransactionOfAnApplicationIsAbortedByARestore() throws Exception {
        long session = agent();
        long id = submit("type");
        MemoryDatabase.Snapshot snapshot = database.snapshot();
        assertThat(claim(session, 1, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
        ApplicationTransaction transaction = database.begin();
        store.completions()
                .completeIn(
                        transaction.connection(),
                        new Completion(
                                id,
                                new Holder(session, 1),
                                new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0),
                                AttemptOutcome.SUCCEEDED,
                                Optional.empty(),
                                Optional.empty(),
                                true));

        database.restore(snapshot);

        assertThatThrownBy(transaction::commit).isInstanceOf(SQLException.class);
        assertThat(claim(session, 2, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
        transaction.rollback();
        assertThat(store.submissions().statuses(List.of(id))).isEqualTo(Map.of(id, TaskStatus.RUNNING));
    }

    @Test
    void sessionIdOfAProcessIsNotGivenToItAgainAfterARestore() {
        MemoryDatabase.Snapshot backup = database.snapshot();
        long session = agent();

        database.restoreBackup(backup);

        assertThat(agent()).isGreaterThan(session);
    }

    @Test
    void clockIsCutToMicroseconds() {
        StorePort fine = new MemoryDatabase(() -> Instant.parse("2030-01-02T03:04:05.123456789Z")).connect();

        assertThat(fine.now()).isEqualTo(Instant.parse("2030-01-02T03:04:05.123456Z"));
    }
}
