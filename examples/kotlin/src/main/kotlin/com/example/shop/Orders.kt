package com.example.shop

import dev.taskq.JsonMapping
import dev.taskq.Submitted
import dev.taskq.TaskSubmitter
import dev.taskq.TaskType
import dev.taskq.spring.TaskHandler
import org.springframework.stereotype.Component
import org.springframework.stereotype.Service
import org.springframework.transaction.annotation.Transactional

/** The params of a task. What a submit leaves out has its default. */
data class Ship(val order: Long, val express: Boolean = false, val note: String? = null)

/** The result. */
data class Label(val order: Long, val carrier: String = "post")

@Service
class Orders(private val tasks: TaskSubmitter, mapping: JsonMapping) {
    private val ship = TaskType.of("ship", Ship::class.java).withMapping(mapping)

    /** The task exists if this transaction commits. */
    @Transactional
    fun place(order: Long, express: Boolean = false): Submitted =
        tasks.submit(ship.task(Ship(order, express)))
}

@Component
class Shipping {
    @TaskHandler(type = "ship", timeout = "30s", maxAttempts = 5)
    fun ship(ship: Ship): Label =
        if (ship.express) Label(ship.order, carrier = "courier") else Label(ship.order)
}
