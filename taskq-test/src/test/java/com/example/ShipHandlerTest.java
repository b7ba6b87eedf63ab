package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.ShipHandler.Ship;
import com.example.ShipHandler.Shipped;
import dev.taskq.Outcome;
import dev.taskq.test.TestTaskContext;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShipHandlerTest {
    private final ShipHandler handler = new ShipHandler((orderId, key) -> "N-" + orderId + " by " + key);

    @Test
    void theCarrierGetsTheKey() {
        TestTaskContext context = TestTaskContext.builder().taskId(3).attempt(2).build();

        assertThat(handler.handle(context, new Ship(7, Optional.empty())))
                .isEqualTo(Outcome.done(new Shipped("N-7 by taskq-3")));
    }
}
