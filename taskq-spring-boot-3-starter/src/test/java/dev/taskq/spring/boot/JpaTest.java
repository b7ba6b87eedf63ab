package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskq.JsonMapping;
import dev.taskq.Task;
import dev.taskq.TaskSubmitter;
import dev.taskq.TaskType;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.spring.TaskHandler;
import dev.taskq.testkit.TestTimeouts;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with JPA, and with a mapper of its own. */
class JpaTest {
    @Entity(name = "Purchase")
    @Table(name = "purchases")
    static class Purchase {
        @Id
        private long id;

        private boolean shipped;

        Purchase() {}

        Purchase(long id) {
            this.id = id;
        }
    }

    record Ship(long purchaseId) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {
        @Bean
        ObjectMapper objectMapper() {
            return new ObjectMapper();
        }

        @Bean
        Shipping shipping(EntityManager entities) {
            return new Shipping(entities);
        }
    }

    static class Shipping {
        private final EntityManager entities;

        Shipping(EntityManager entities) {
            this.entities = entities;
        }

        @TaskHandler(type = "ship")
        @Transactional
        String ship(Ship ship) {
            Purchase purchase = entities.find(Purchase.class, ship.purchaseId());
            assertThat(purchase.shipped).isFalse();
            purchase.shipped = true;
            return "shipped " + ship.purchaseId();
        }
    }

    private static @Nullable Integer count(ApplicationContext shop, String table) {
        return shop.getBean(JdbcTemplate.class).queryForObject("select count(*) from " + table, Integer.class);
    }

    @Test
    void aTaskIsPartOfTheTransactionOfJpaAndMappedAsTheApplicationMaps() {
        try (PostgresBackend postgres = Backends.postgres()) {
            new ApplicationContextRunner()
                    .withUserConfiguration(Shop.class)
                    .withPropertyValues(
                            "spring.datasource.url=" + postgres.jdbcUrl(),
                            "spring.datasource.username=" + postgres.user(),
                            "spring.datasource.password=" + postgres.password(),
                            "spring.jpa.hibernate.ddl-auto=create",
                            "taskq.json=application")
                    .run(JpaTest::purchase);
        }
    }

    private static void purchase(ApplicationContext shop) throws InterruptedException {
        assertThat(shop.getBean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
        TransactionTemplate transaction = new TransactionTemplate(shop.getBean(PlatformTransactionManager.class));
        EntityManager entities = shop.getBean(EntityManager.class);
        TaskSubmitter submitter = shop.getBean(TaskSubmitter.class);
        TaskType<Ship> ship = TaskType.of("ship", Ship.class).withMapping(shop.getBean(JsonMapping.class));

        transaction.executeWithoutResult(status -> {
            entities.persist(new Purchase(1));
            submitter.submit(ship.task(new Ship(1)));
            status.setRollbackOnly();
        });

        assertThat(count(shop, "purchases")).isZero();
        assertThat(count(shop, "taskq.tasks")).isZero();

        List<Long> ids = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            entities.persist(new Purchase(2));
            ids.add(submitter.submit(ship.task(new Ship(2))).id());
        });

        Task task = shop.getBean(Coordinator.class)
                .await(ids.getFirst(), TestTimeouts.LONG)
                .orElseThrow();
        assertThat(task.params()).isEqualTo("{\"purchaseId\": 2}");
        assertThat(task.result(String.class)).isEqualTo("shipped 2");
        assertThat(shop.getBean(JdbcTemplate.class)
                        .queryForObject(
                                "select shipped and p.xmin = t.xmin from purchases p, taskq.tasks t", Boolean.class))
                .as("the entity and the task were written by one transaction")
                .isTrue();
    }
}
