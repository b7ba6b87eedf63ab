package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.chaos.Journals.Checkpoints;
import dev.taskq.chaos.Journals.Execution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What attempts got of the checkpoints of those before. */
class CheckpointCheckTest {
    private static Execution attempt(int number, Checkpoints checkpoints) {
        return new Execution(
                number + "-1", "agent-1.1", 7, number, "red", number, Optional.empty(), number, checkpoints);
    }

    private static List<String> broken(Execution... executions) {
        List<Violation> violations = new ArrayList<>();
        new CheckpointCheck(violations).check(7, List.of(executions));
        return violations.stream().map(Violation::rule).toList();
    }

    /** An attempt that asked for 103 knows that 102 is stored. */
    @Test
    void nextAttemptGetsTheLastThatIsKnownToBeStoredOrALaterOne() {
        Execution first = attempt(1, new Checkpoints(0, 103, 102));

        assertThat(broken(first, attempt(2, new Checkpoints(102, 201, 201)))).isEmpty();
        assertThat(broken(first, attempt(2, new Checkpoints(103, 201, 0)))).isEmpty();
        assertThat(broken(first, attempt(2, new Checkpoints(101, 201, 0)))).containsExactly("a checkpoint is kept");
        assertThat(broken(first, attempt(2, new Checkpoints(0, 201, 0)))).containsExactly("a checkpoint is kept");
        assertThat(broken(first, attempt(2, new Checkpoints(104, 201, 0)))).containsExactly("a checkpoint is kept");
    }

    @Test
    void checkpointIsKeptThroughAnAttemptThatMadeNone() {
        Execution first = attempt(1, new Checkpoints(0, 101, 101));
        Execution second = attempt(2, new Checkpoints(101, 0, 0));

        assertThat(broken(first, second, attempt(3, new Checkpoints(101, 301, 301))))
                .isEmpty();
        assertThat(broken(first, second, attempt(3, new Checkpoints(0, 301, 301))))
                .containsExactly("a checkpoint is kept");
    }

    @Test
    void journalTellsTheCheckpointsOfEachRun(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("agent-1.2.journal"), """
                S 1 7 2 5-1 red
                G 2 7 2 5-1 104
                A 3 7 2 5-1 201
                C 4 7 2 5-1 201
                A 5 7 2 5-1 202
                S 6 8 1 5-2 red
                E 7 8 1 5-2 done
                """);

        assertThat(new Journals(folder).executions())
                .containsExactlyInAnyOrder(
                        new Execution(
                                "5-1",
                                "agent-1.2",
                                7,
                                2,
                                "red",
                                1,
                                Optional.empty(),
                                Long.MAX_VALUE,
                                new Checkpoints(104, 202, 201)),
                        new Execution("5-2", "agent-1.2", 8, 1, "red", 6, Optional.of("done"), 7));
    }
}
