package com.example.shop

import dev.taskq.JsonMapping
import dev.taskq.NewTask
import dev.taskq.TaskSubmitter
import dev.taskq.coordinator.Coordinator
import dev.taskq.rig.backend.Backends
import dev.taskq.spring.HandlerSettings
import dev.taskq.spring.Handlers
import dev.taskq.spring.TaskHandler
import dev.taskq.testkit.TestTimeouts
import java.util.function.Supplier
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.springframework.boot.runApplication
import org.springframework.context.annotation.AnnotationConfigApplicationContext

class ShopTest {
    @Test
    fun `data classes with default arguments are params and results`() {
        Backends.postgres().use { postgres ->
            runApplication<Shop>(
                "--spring.datasource.url=${postgres.jdbcUrl()}",
                "--spring.datasource.username=${postgres.user()}",
                "--spring.datasource.password=${postgres.password()}",
            ).use { shop ->
                val coordinator = shop.getBean(Coordinator::class.java)
                val mapping = shop.getBean(JsonMapping::class.java)
                fun label(id: Long): Label =
                    coordinator.await(id, TestTimeouts.LONG).orElseThrow().result(Label::class.java, mapping)

                val express = shop.getBean(Orders::class.java).place(7, express = true)
                val withoutDefaults = shop.getBean(TaskSubmitter::class.java).submit(NewTask.of("ship", """{"order": 8}"""))

                assertThat(label(express.id())).isEqualTo(Label(7, "courier"))
                assertThat(label(withoutDefaults.id())).isEqualTo(Label(8, "post"))
            }
        }
    }

    class Suspending {
        @TaskHandler(type = "ship")
        suspend fun ship(ship: Ship) {
            error("not called with $ship")
        }
    }

    @Test
    fun `a suspend function is refused at the start`() {
        AnnotationConfigApplicationContext().use { context ->
            context.registerBean(Handlers::class.java, Supplier { Handlers(HandlerSettings.DEFAULTS) })
            context.register(Suspending::class.java)

            assertThatThrownBy { context.refresh() }
                .hasMessageContaining("Suspending.ship")
                .hasMessageContaining("is a suspend function")
        }
    }
}
