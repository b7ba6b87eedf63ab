package dev.taskq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Insert;
import dev.taskq.spi.NewSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the store in memory has beyond the contract. */
class InMemoryTaskStoreTest {
    private final InMemoryTaskStore store = new InMemoryTaskStore();

    private long submit(String type) {
        NewTask task = NewTask.of(type, "{}").withOrigin(new Origin("", "c", Optional.empty()));
        return store.insert(List.of(new Insert(task, ""))).get(0).id();
    }

    private List<ClaimResult> claim(long session, long token, long id) {
        return store.claim(new Claim(session, token, List.of(new Claim.Item(id, 5, Duration.ofMinutes(1)))));
    }

    private long agent() {
        return store.openSession(new NewSession(NewSession.Kind.AGENT, "a", "h", List.of("type")));
    }

    @Test
    void restoredStoreHasForgottenWhatCameAfterTheSnapshot() {
        long session = agent();
        long id = submit("type");
        InMemoryTaskStore.Snapshot snapshot = store.snapshot();
        assertThat(claim(session, 1, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);

        store.restore(snapshot);

        assertThat(store.statuses(List.of(id))).isEqualTo(Map.of(id, TaskStatus.QUEUED));
        assertThat(claim(session, 2, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
    }

    @Test
    void locksArePartOfTheSnapshot() {
        long session = agent();
        long id = submit("type");
        InMemoryTaskStore.Snapshot free = store.snapshot();
        store.lockTask(id);
        InMemoryTaskStore.Snapshot held = store.snapshot();

        store.restore(free);
        assertThat(claim(session, 1, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
        store.restore(held);
        assertThat(claim(session, 2, id)).containsExactly(new ClaimResult.Locked(id));
        store.unlockTask(id);
        assertThat(claim(session, 3, id)).hasOnlyElementsOfType(ClaimResult.Claimed.class);
    }

    @Test
    void sessionIdOfAProcessIsNotGivenToItAgainAfterARestore() {
        InMemoryTaskStore.Snapshot backup = store.snapshot();
        long session = agent();

        store.restoreBackup(backup);

        assertThat(agent()).isGreaterThan(session);
    }

    @Test
    void clockIsCutToMicroseconds() {
        InMemoryTaskStore fine = new InMemoryTaskStore(() -> Instant.parse("2030-01-02T03:04:05.123456789Z"));

        assertThat(fine.now()).isEqualTo(Instant.parse("2030-01-02T03:04:05.123456Z"));
    }
}
