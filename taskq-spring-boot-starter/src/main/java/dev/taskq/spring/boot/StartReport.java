package dev.taskq.spring.boot;

import dev.taskq.NewSchedule;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spring.AgentLifecycle;
import dev.taskq.spring.CoordinatorSubmitter;
import dev.taskq.spring.Handlers;
import java.util.List;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/** One line in the log that says what is on. */
final class StartReport implements ApplicationListener<ContextRefreshedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.taskq.spring.boot");

    private final ObjectProvider<TaskStore> store;
    private final ObjectProvider<Coordinator> coordinator;
    private final ObjectProvider<AgentLifecycle> agent;
    private final ObjectProvider<TaskQueue> queue;
    private final ObjectProvider<TaskSubmitter> submitter;
    private final Handlers handlers;
    private final TaskqProperties properties;
    private final ApplicationContext context;

    StartReport(
            ObjectProvider<TaskStore> store,
            ObjectProvider<Coordinator> coordinator,
            ObjectProvider<AgentLifecycle> agent,
            ObjectProvider<TaskQueue> queue,
            ObjectProvider<TaskSubmitter> submitter,
            Handlers handlers,
            TaskqProperties properties,
            ApplicationContext context) {
        this.store = store;
        this.coordinator = coordinator;
        this.agent = agent;
        this.queue = queue;
        this.submitter = submitter;
        this.handlers = handlers;
        this.properties = properties;
        this.context = context;
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        // Events of a child context, such as that of a management server, arrive here too.
        if (!event.getApplicationContext().equals(context)) {
            return;
        }
        List<String> unknown = UnknownProperties.of(context.getEnvironment());
        if (!unknown.isEmpty()) {
            LOG.warn("properties that taskq does not know have no effect: {}", String.join("; ", unknown));
        }
        if (store.getIfAvailable() == null) {
            LOG.warn("taskq is off: there is no DataSource, or several of them and none is primary");
        } else {
            LOG.info("taskq is on: {}", text());
        }
    }

    String text() {
        StringJoiner text =
                new StringJoiner(", ").add(coordinatorText()).add(agentText()).add(storeText());
        if (submitter.getIfUnique() instanceof CoordinatorSubmitter) {
            text.add("submits do not join transactions");
        }
        text.add(queueText());
        if (properties.console().enabled()) {
            text.add(ConsoleReport.text(context));
        }
        return text.toString();
    }

    private String coordinatorText() {
        if (coordinator.getIfAvailable() != null) {
            return "coordinator";
        }
        List<String> schedules =
                handlers.schedules().stream().map(NewSchedule::name).toList();
        return schedules.isEmpty() ? "no coordinator" : "no coordinator to put the schedules " + schedules;
    }

    private String agentText() {
        AgentLifecycle lifecycle = agent.getIfAvailable();
        if (lifecycle == null) {
            return "no agent";
        }
        if (lifecycle.agent().isEmpty()) {
            return "no agent because there is no handler";
        }
        boolean virtual = context.getEnvironment().getProperty("spring.threads.virtual.enabled", Boolean.class, false);
        return "agent for " + handlers.types() + " with " + properties.agent().concurrency() + " slots"
                + (virtual ? " on virtual threads" : "");
    }

    /** Only the store that taskq makes is migrated by the property. */
    private String storeText() {
        if (context.getBeanNamesForType(TaskqStoreAutoConfiguration.class).length == 0) {
            return "a store of the application";
        }
        return properties.schema().migrate() ? "schema migrated" : "schema not migrated here";
    }

    private String queueText() {
        if (queue.getIfAvailable() != null) {
            return "hints over Redis";
        }
        return RedisAddress.find(context.getEnvironment()).isPresent()
                        && properties.redis().enabled()
                ? "no hints over Redis because taskq-redis is not on the class path"
                : "no Redis";
    }
}
