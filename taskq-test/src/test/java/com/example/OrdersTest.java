package com.example;

import static com.example.ShipHandler.SHIP;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.ShipHandler.Shipped;
import dev.taskq.AttemptOutcome;
import dev.taskq.test.TaskqExtension;
import dev.taskq.test.TaskqTester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrdersTest {
    private final List<String> keys = new ArrayList<>();

    @RegisterExtension
    final TaskqExtension extension = TaskqExtension.builder()
            .handler(new ShipHandler((orderId, key) -> {
                keys.add(key);
                return "N-" + orderId;
            }))
            .build();

    @Test
    void anOrderThatIsPlacedIsShipped(TaskqTester taskq) {
        new Orders(taskq.tasks()).place(7);
        assertThat(taskq.submitted(SHIP))
                .hasSize(1)
                .isQueued()
                .anySatisfy(ship -> assertThat(ship.orderId()).isEqualTo(7));

        taskq.drain();

        assertThat(taskq.submitted(SHIP)).withKey("order-7").hasResult(new Shipped("N-7"));
    }

    @Test
    void anOrderIsShippedALittleLaterIfTheCarrierIsClosed(TaskqTester taskq) {
        taskq.failNext(SHIP, new IllegalStateException("closed"));
        new Orders(taskq.tasks()).place(7);

        taskq.drain();
        assertThat(taskq.submitted(SHIP)).isScheduled();
        taskq.advance(Duration.ofSeconds(1));

        assertThat(taskq.submitted(SHIP)).hasSucceeded().hasAttempts(2);
    }

    @Test
    void theCarrierGetsTheSameKeyIfTheTaskRunsTwice(TaskqTester taskq) {
        taskq.loseNext(SHIP);
        new Orders(taskq.tasks()).place(7);

        taskq.drain();

        assertThat(taskq.submitted(SHIP)).hasSucceeded().hasFailedAttempts(AttemptOutcome.LOST);
        assertThat(keys).containsExactly("taskq-1", "taskq-1");
    }
}
