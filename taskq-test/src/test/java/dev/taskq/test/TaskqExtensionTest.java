package dev.taskq.test;

import static dev.taskq.test.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskSubmitter;
import dev.taskq.TaskType;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.coordinator.Tasks;
import dev.taskq.test.Shop.Ship;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class TaskqExtensionTest {
    private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");

    @RegisterExtension
    static final TaskqExtension TASKQ = TaskqExtension.builder()
            .startingAt(START)
            .config(CoordinatorConfig.DEFAULTS.withName("of the test"))
            .handler(new Shop().shipping())
            .handler(tasks -> TaskHandler.of(TaskType.of("order", Ship.class), (context, ship) -> {
                tasks.submit(SHIP.task(ship));
                return Outcome.done();
            }))
            .build();

    @BeforeEach
    void submitOne(Tasks tasks) {
        tasks.submit(SHIP.task(new Ship(1)));
    }

    @AfterEach
    void onlyOurTasksAreThere(TaskqTester taskq) {
        assertThat(taskq.submitted(SHIP).list()).hasSizeBetween(1, 2);
    }

    /** Twice: the second would see the task of the first. */
    @RepeatedTest(2)
    void eachTestStartsEmpty(TaskqTester taskq) {
        assertThat(taskq.submitted(SHIP)).hasSize(1).isQueued();
        assertThat(taskq.now()).isEqualTo(START);
    }

    @Test
    void allParametersOfATestAreOfOneTester(
            TaskqTester taskq, Coordinator coordinator, Tasks tasks, TaskSubmitter submitter, TestInfo others) {
        assertThat(coordinator).isSameAs(taskq.coordinator());
        assertThat(tasks).isSameAs(coordinator);
        submitter.submit(SHIP.task(new Ship(2)));

        assertThat(taskq.submitted(SHIP)).hasSize(2);
        assertThat(others).isNotNull();
    }

    @Test
    void handlersThatSubmitDoSoInTheirTest(TaskqTester taskq) {
        taskq.tasks().submit(TaskType.of("order", Ship.class).task(new Ship(2)));

        taskq.drain();

        assertThat(taskq.submitted(SHIP)).hasSize(2).hasSucceeded();
    }

    @Nested
    class InANestedClass {
        @Test
        void theTesterIsThatOfTheTest(TaskqTester taskq) {
            assertThat(taskq.submitted(SHIP)).hasSize(1);
        }
    }
}
