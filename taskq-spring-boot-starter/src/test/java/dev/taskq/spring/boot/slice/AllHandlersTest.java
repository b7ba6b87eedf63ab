package dev.taskq.spring.boot.slice;

import static dev.taskq.spring.boot.slice.Shop.CHECK_OUT;
import static dev.taskq.spring.boot.slice.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStore;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spring.Handlers;
import dev.taskq.spring.boot.slice.Shop.Carrier;
import dev.taskq.spring.boot.slice.Shop.Ledger;
import dev.taskq.spring.boot.slice.Shop.Order;
import dev.taskq.spring.boot.test.TaskqTest;
import dev.taskq.test.TaskqTester;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

@TaskqTest
@Import(Carrier.class)
@TestPropertySource(properties = "ship.timeout=7s")
class AllHandlersTest {
    private final TaskqTester taskq;
    private final TaskSubmitter submitter;
    private final ApplicationContext context;

    AllHandlersTest(
            @Autowired TaskqTester taskq, @Autowired TaskSubmitter submitter, @Autowired ApplicationContext context) {
        this.taskq = taskq;
        this.submitter = submitter;
        this.context = context;
    }

    @BeforeEach
    void submitOne() {
        submitter.submit(CHECK_OUT.task(new Order(7)));
    }

    /** Twice: the second would see the task of the first. */
    @RepeatedTest(2)
    void tasksRunWhenTheTestSaysSo() {
        assertThat(taskq.submitted(CHECK_OUT)).hasSize(1).isQueued();

        taskq.drain();

        assertThat(taskq.submitted(CHECK_OUT)).hasSucceeded();
        assertThat(taskq.submitted(SHIP)).hasSize(1).hasResult("parcel-7");
    }

    @Test
    void faultsStrikeAndTimePasses() {
        taskq.timeOutNext(SHIP);

        taskq.drain();
        assertThat(taskq.submitted(SHIP)).isScheduledFor(taskq.now().plusSeconds(1));
        taskq.advance(Duration.ofSeconds(1));

        assertThat(taskq.submitted(SHIP)).hasSucceeded().hasFailedAttempts(AttemptOutcome.TIMED_OUT);
        assertThat(context.getBean(Handlers.class).all())
                .filteredOn(handler -> handler.type().name().equals("ship"))
                .allSatisfy(handler ->
                        assertThat(handler.type().defaults().timeout()).contains(Duration.ofSeconds(7)));
    }

    @Test
    void allHandlersAreThereAndNothingElseOfTheApplication() {
        assertThat(context.getBean(Handlers.class).types())
                .containsExactly("bill", "check_out", "greet", "ship", "take_back");
        assertThat(context.getBeanNamesForType(Ledger.class)).isEmpty();
        assertThat(context.getBeanNamesForType(DataSource.class)).isEmpty();
        assertThat(context.getBeanNamesForType(TaskStore.class)).isEmpty();
        assertThat(context.getBean(Coordinator.class)).isSameAs(taskq.coordinator());
    }

    @Nested
    class InANestedClass {
        @Test
        void theTesterIsTheSame(@Autowired TaskqTester tester) {
            assertThat(tester).isSameAs(taskq);
            assertThat(taskq.submitted(CHECK_OUT)).hasSize(1);
        }
    }
}
