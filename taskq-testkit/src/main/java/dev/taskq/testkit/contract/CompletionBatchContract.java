package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskStatus;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.CompletionResult.AlreadyRecorded;
import dev.taskq.spi.CompletionResult.Locked;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.CompletionResult.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ending many executions in one call, beside locks and other calls. */
interface CompletionBatchContract extends StoreUnderTest {
    @Test
    default void answersStandInTheOrderOfTheCompletions(StoreFixture store) throws Exception {
        long session = store.agent();
        long recorded = store.running(session, 1);
        long already = store.running(session, 2);
        store.end(completion(already, session, 2, SUCCEEDED));
        long locked = store.running(session, 3);
        long refused = store.submit(A);

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            List<CompletionResult> results = store.completions()
                    .complete(List.of(
                            completion(locked, session, 3, SUCCEEDED),
                            completion(refused, session, 4, SUCCEEDED),
                            completion(already, session, 2, SUCCEEDED),
                            completion(recorded, session, 1, SUCCEEDED)));

            assertThat(results)
                    .containsExactly(
                            new Locked(),
                            new Refused(),
                            new AlreadyRecorded(TaskStatus.SUCCEEDED),
                            new Recorded(TaskStatus.SUCCEEDED, Optional.empty()));
        }
        assertThat(store.status(locked)).isEqualTo(TaskStatus.RUNNING);
        assertThat(store.end(completion(locked, session, 3, SUCCEEDED))).isInstanceOf(Recorded.class);
    }

    @Test
    default void aThousandExecutionsEndInOneCall(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 1_000);
        assertThat(store.dispatch().claim(claimOf(session, 1, ids))).hasOnlyElementsOfType(ClaimResult.Claimed.class);
        List<Completion> completions = new ArrayList<>();
        for (long id : ids) {
            completions.add(completion(id, session, 1, completions.size() % 2 == 0 ? SUCCEEDED : FAILED));
        }

        assertThat(store.completions().complete(completions)).hasSize(1_000).hasOnlyElementsOfType(Recorded.class);
        assertThat(store.submissions().statuses(ids).values())
                .containsOnly(TaskStatus.SUCCEEDED, TaskStatus.FAILED)
                .hasSize(1_000);
        assertThat(store.task(ids.get(1)).attempts()).hasSize(1);
    }

    @Test
    default void completionsInOppositeOrdersAreEachRecordedOnce(StoreFixture store) throws Exception {
        long session = store.agent();
        List<Long> ids = store.submit(A, 100);
        store.dispatch().claim(claimOf(session, 1, ids));
        List<Completion> completions =
                ids.stream().map(id -> completion(id, session, 1, SUCCEEDED)).toList();
        List<Completion> reversed = new ArrayList<>(completions);
        Collections.reverse(reversed);

        List<Long> recorded = Together.run(4, number -> {
            List<Completion> open = number % 2 == 0 ? completions : reversed;
            long mineAlone = 0;
            while (!open.isEmpty()) {
                List<CompletionResult> results = store.completions().complete(open);
                mineAlone += results.stream().filter(Recorded.class::isInstance).count();
                List<Completion> asked = open;
                open = IntStream.range(0, asked.size())
                        .filter(i -> results.get(i) instanceof Locked)
                        .mapToObj(asked::get)
                        .toList();
            }
            return mineAlone;
        });

        assertThat(recorded.stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
    }

    @Test
    default void completingNothingIsHarmless(StoreFixture store) {
        assertThat(store.completions().complete(List.of())).isEmpty();
    }
}
