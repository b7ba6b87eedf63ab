package com.example.shop;

import dev.taskq.TaskSubmitter;
import dev.taskq.TaskType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders. */
@Service
public class Orders {
    static final TaskType<Ship> SHIP = TaskType.of("ship", Ship.class);

    private final JdbcClient jdbc;
    private final TaskSubmitter tasks;

    Orders(JdbcClient jdbc, TaskSubmitter tasks) {
        this.jdbc = jdbc;
        this.tasks = tasks;
    }

    /** The params of the task. */
    record Ship(long order) {}

    /** The order and its task exist if this transaction commits, and neither exists otherwise. */
    @Transactional
    public long place(String item) {
        long order = jdbc.sql("insert into orders (item) values (?) returning id")
                .param(item)
                .query(Long.class)
                .single();
        tasks.submit(SHIP.task(new Ship(order)));
        return order;
    }

    /** Whether an order is on its way. */
    public boolean isShipped(long order) {
        return jdbc.sql("select shipped from orders where id = ?")
                .param(order)
                .query(Boolean.class)
                .single();
    }
}
