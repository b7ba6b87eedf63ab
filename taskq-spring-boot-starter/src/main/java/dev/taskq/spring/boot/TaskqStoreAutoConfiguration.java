package dev.taskq.spring.boot;

import dev.taskq.TaskStore;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.DataSourceConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.spring.SpringTaskSubmitter;
import dev.taskq.spring.StartWait;
import io.micrometer.observation.ObservationRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The store on the application's {@code DataSource}, the only one or the primary one, and a submitter in its transactions. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "taskq.enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(TaskStore.class)
@EnableConfigurationProperties(TaskqProperties.class)
@Import(StartConfiguration.class)
public final class TaskqStoreAutoConfiguration {
    TaskqStoreAutoConfiguration() {}

    @Bean
    PostgresTaskStore taskqStore(DataSource dataSource, TaskqProperties properties, StartWait taskqStartWait) {
        PostgresTaskStore store = PostgresTaskStore.open(Checked.of(DataSourceConfig.of(withoutProxy(dataSource)))
                .set(
                        "taskq.store.max-connections",
                        properties.store().maxConnections(),
                        DataSourceConfig::withMostConnections)
                .value()
                .withSynchronousClaims(properties.store().synchronousClaims()));
        return properties.schema().migrate() ? taskqStartWait.until("migrate the schema", store::migrate) : store;
    }

    /** A store must not take part in the application's transactions. */
    private static DataSource withoutProxy(DataSource given) {
        DataSource behind = given instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : null;
        return behind == null ? given : behind;
    }

    /** It needs the schema, and so the store. The coordinator is asked for at the first commit: an application may have none. */
    @Bean
    @ConditionalOnMissingBean(TaskSubmitter.class)
    SpringTaskSubmitter taskqSubmitter(
            DataSource dataSource,
            PostgresTaskStore taskqStore,
            ObjectProvider<Coordinator> coordinator,
            ObjectProvider<ObservationRegistry> observations) {
        return new SpringTaskSubmitter(
                dataSource,
                ids -> coordinator.ifUnique(running -> running.promote(ids)),
                observations.getIfUnique(() -> ObservationRegistry.NOOP));
    }
}
