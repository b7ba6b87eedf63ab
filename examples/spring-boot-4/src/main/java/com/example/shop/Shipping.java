package com.example.shop;

import com.example.shop.Orders.Ship;
import dev.taskq.TaskContext;
import dev.taskq.spring.TaskHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Ships orders. */
@Component
class Shipping {
    private final JdbcClient jdbc;

    Shipping(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The result of a task. */
    record Label(long order, int attempt) {}

    /** The order is marked and the task is completed if this transaction commits, and neither happens otherwise. */
    @TaskHandler(type = "ship", timeout = "30s", maxAttempts = 5)
    @Transactional
    Label ship(Ship ship, TaskContext context) {
        int shipped = jdbc.sql("update orders set shipped = true where id = ?")
                .param(ship.order())
                .update();
        if (shipped == 0) {
            throw new IllegalStateException("there is no order " + ship.order());
        }
        return new Label(ship.order(), context.attempt());
    }
}
