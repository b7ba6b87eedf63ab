package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.TaskStore;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.spring.TaskHandler;
import dev.taskq.testkit.TestTimeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** An application on Postgres, with a store that is a bean of its own or taskq's. */
class OwnStoreTest {
    private final PostgresBackend postgres = Backends.postgres();
    private final DataSource dataSource =
            new DriverManagerDataSource(postgres.jdbcUrl(), postgres.user(), postgres.password());

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TaskqStoreAutoConfiguration.class, TaskqAutoConfiguration.class))
            .withBean(DataSource.class, () -> dataSource)
            .withBean(PlatformTransactionManager.class, () -> new DataSourceTransactionManager(dataSource))
            .withBean(Shipping.class);

    static class Shipping {
        @TaskHandler(type = "ship")
        void ship() {}
    }

    @AfterEach
    void drop() {
        postgres.close();
    }

    private ApplicationContextRunner withOwnStore() {
        return application.withBean(
                TaskStore.class, () -> PostgresTaskStore.open(dataSource).migrate());
    }

    @Test
    void aSubmitIsPartOfTheTransaction() {
        withOwnStore().run(context -> {
            TaskSubmitter submitter = context.getBean(TaskSubmitter.class);
            Coordinator coordinator = context.getBean(Coordinator.class);
            TransactionTemplate transaction =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            List<Long> ids = new ArrayList<>();

            transaction.executeWithoutResult(status -> {
                ids.add(submitter.submit(NewTask.of("ship", "{}")).id());
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(status -> {
                ids.add(submitter.submit(NewTask.of("ship", "{}")).id());
                assertThat(coordinator.find(ids.getLast())).isEmpty();
            });

            assertThat(coordinator.await(ids.getLast(), TestTimeouts.LONG).map(Task::status))
                    .contains(TaskStatus.SUCCEEDED);
            assertThat(coordinator.find(ids.getFirst())).isEqualTo(Optional.empty());
        });
    }

    @Test
    void theLineAtTheStartSaysWhoseStoreItIs() {
        withOwnStore()
                .run(context -> assertThat(context.getBean(StartReport.class).text())
                        .isEqualTo(
                                "coordinator, agent for [ship] with 64 slots, a store of the application, no Redis"));
        application.run(context -> assertThat(context.getBean(StartReport.class).text())
                .isEqualTo("coordinator, agent for [ship] with 64 slots, schema migrated, no Redis"));
    }

    static class Billing {
        @TaskHandler(type = "bill")
        @Transactional
        void bill() {}

        @TaskHandler(type = "audit")
        @Transactional(propagation = Propagation.REQUIRES_NEW)
        void audit() {}

        @TaskHandler(type = "report")
        @Transactional(readOnly = true)
        void report() {}

        @TaskHandler(type = "remind")
        @Transactional(propagation = Propagation.NOT_SUPPORTED)
        void remind() {}
    }

    /** Transaction management is not enabled here, or its aspect is woven in: no bean begins the transaction of the method. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aTransactionOfAMethodThatNoBeanBeginsIsToldAtTheStart(CapturedOutput output) {
        application.withBean(Billing.class).run(context -> assertThat(context).hasNotFailed());

        assertThat(output.getOut().lines().filter(line -> line.contains("completed after the transaction")))
                .hasSize(3)
                .allMatch(line -> line.contains("enable transaction management with proxies"))
                .anyMatch(line -> line.contains("Billing.bill of the bean"))
                .anyMatch(line -> line.contains("Billing.audit of the bean"))
                .anyMatch(line -> line.contains("Billing.report of the bean"));
    }
}
