package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewSchedule;
import dev.taskq.Preset;
import dev.taskq.Recurrence;
import dev.taskq.Task;
import dev.taskq.TaskContext;
import dev.taskq.TaskStore;
import dev.taskq.TaskSubmitter;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spring.AgentLifecycle;
import dev.taskq.spring.CoordinatorLifecycle;
import dev.taskq.spring.Handlers;
import dev.taskq.spring.Recurring;
import dev.taskq.spring.ScheduleLifecycle;
import dev.taskq.spring.TaskHandler;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is on, by the beans and properties of an application, in memory. */
class TaskqAutoConfigurationTest {
    private static final TaskType<Greet> GREET = TaskType.of("greet", Greet.class);

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TaskqAutoConfiguration.class,
                    TaskqEndpointAutoConfiguration.class,
                    TaskqHealthAutoConfiguration.class,
                    TaskqJsonAutoConfiguration.class,
                    TaskqRedisAutoConfiguration.class,
                    TaskqStoreAutoConfiguration.class));

    private final ApplicationContextRunner inMemory =
            application.withBean(TaskStore.class, InMemoryTaskStore::new).withBean(Greeter.class);

    record Greet(String firstName) {}

    static class Greeter {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @TaskHandler(type = "greet")
        String greet(Greet greet) {
            return "Hello, " + greet.firstName();
        }

        @TaskHandler(type = "hold")
        void hold(TaskContext context) throws InterruptedException {
            begun.countDown();
            assertThat(goOn.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private static Task greet(ApplicationContext context, String name) throws InterruptedException {
        long id = context.getBean(TaskSubmitter.class)
                .submit(GREET.task(new Greet(name)))
                .id();
        return context.getBean(Coordinator.class).await(id, TestTimeouts.LONG).orElseThrow();
    }

    @Test
    void aTaskThatIsSubmittedRuns() {
        inMemory.run(context -> {
            assertThat(greet(context, "world").result(String.class)).isEqualTo("Hello, world");
            assertThat(context.getBean(StartReport.class).text())
                    .isEqualTo("coordinator, agent for [greet, hold] with 64 slots, a store of the application,"
                            + " submits do not join transactions, no Redis");
        });
    }

    @Test
    void twoApplicationsInOneProgramDoNotMeet() {
        inMemory.run(one -> inMemory.run(other -> {
            assertThat(greet(one, "one").result(String.class)).isEqualTo("Hello, one");
            assertThat(greet(other, "other").result(String.class)).isEqualTo("Hello, other");
        }));
    }

    @Test
    void allOfItIsOffIfItIsSwitchedOff() {
        inMemory.withPropertyValues("taskq.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Coordinator.class)
                        .doesNotHaveBean(AgentLifecycle.class)
                        .doesNotHaveBean(TaskSubmitter.class)
                        .doesNotHaveBean(StartReport.class));
    }

    @Test
    void theCoordinatorAndTheAgentHaveSwitches() {
        inMemory.withPropertyValues("taskq.agent.enabled=false").run(context -> {
            assertThat(context).hasSingleBean(Coordinator.class).doesNotHaveBean(AgentLifecycle.class);
            assertThat(context.getBean(StartReport.class).text()).contains("coordinator, no agent");
        });
        inMemory.withPropertyValues("taskq.coordinator.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(Coordinator.class).hasSingleBean(AgentLifecycle.class);
            assertThat(context.getBean(StartReport.class).text()).startsWith("no coordinator, agent for");
        });
    }

    static class Cleaner {
        @Recurring(name = "clean", every = "1d")
        void clean() {}
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void schedulesArePutAndShownAndOneWithoutAMethodIsReported(CapturedOutput output) {
        InMemoryTaskStore store = new InMemoryTaskStore();
        try (Coordinator earlier = Coordinator.builder(store).build().start()) {
            earlier.schedules()
                    .put(NewSchedule.of("gone", Recurrence.every(Duration.ofDays(1)), "clean", "{}")
                            .withCaller("spring:shop"));
            earlier.schedules()
                    .put(NewSchedule.of("other", Recurrence.cron("@daily", ZoneId.of("UTC")), "clean", "{}"));
        }
        application
                .withBean(TaskStore.class, () -> store)
                .withBean(Cleaner.class)
                .withPropertyValues("spring.application.name=shop")
                .run(context -> {
                    TaskqEndpoint endpoint = new TaskqEndpoint(
                            Optional.of(context.getBean(Coordinator.class)),
                            Optional.of(context.getBean(ScheduleLifecycle.class)),
                            context.getBean(Handlers.class));

                    Eventually.until(
                            TestTimeouts.LONG,
                            () -> output.getOut().contains("no method declares any more still fire")
                                    && output.getOut().contains("schedules=[gone]"));
                    assertThat(String.valueOf(endpoint.taskq().get("schedules")))
                            .matches(
                                    "\\[\\{name=clean, every=PT24H, type=clean, paused=false, next_fire_at=\\S+, declared=true}"
                                            + ", \\{name=gone, every=PT24H, .*, declared=false}"
                                            + ", \\{name=other, cron=@daily, zone=UTC, type=clean, paused=false, next_fire_at=\\S+}]");
                });
    }

    @Test
    void withoutACoordinatorNoScheduleIsPutAndTheStartSaysSo() {
        inMemory.withBean(Cleaner.class)
                .withPropertyValues("taskq.coordinator.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(ScheduleLifecycle.class);
                    assertThat(context.getBean(StartReport.class).text())
                            .startsWith("no coordinator to put the schedules [clean]");
                });
    }

    @Test
    void withoutAHandlerThereIsNoAgent() {
        application.withBean(TaskStore.class, InMemoryTaskStore::new).run(context -> {
            assertThat(context.getBean(AgentLifecycle.class).agent()).isEmpty();
            assertThat(context.getBean(StartReport.class).text()).contains("no agent because there is no handler");
        });
    }

    @Test
    void withSeveralDataSourcesAndNoPrimaryOneItIsOff() {
        application
                .withBean("one", DataSource.class, DriverManagerDataSource::new)
                .withBean("other", DataSource.class, DriverManagerDataSource::new)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(TaskStore.class)
                        .doesNotHaveBean(Coordinator.class)
                        .doesNotHaveBean(AgentLifecycle.class));
    }

    @Test
    void whatTheApplicationHasIsNotMadeAgain() {
        inMemory.withBean(
                        "mine",
                        Coordinator.class,
                        () -> Coordinator.builder(new InMemoryTaskStore()).build())
                .withBean(
                        Agent.class,
                        () -> Agent.builder(new InMemoryTaskStore())
                                .handler(dev.taskq.TaskHandler.of(GREET, (task, params) -> dev.taskq.Outcome.done()))
                                .build())
                .run(context -> assertThat(context)
                        .hasSingleBean(Coordinator.class)
                        .doesNotHaveBean(CoordinatorLifecycle.class)
                        .doesNotHaveBean(AgentLifecycle.class));
    }

    @Test
    void aBadPropertyIsNamed() {
        refuses("taskq.agent.concurrency=0", "taskq.agent.concurrency", "must be between 1 and 10000");
        refuses("taskq.agent.memory=0B", "taskq.agent.memory", "must be 1 byte or more");
        refuses("taskq.agent.version=4 2", "taskq.agent.version", "printable ASCII characters without spaces");
        refuses("taskq.agent.grace=-1s", "taskq.agent.grace", "must not be negative");
        refuses("taskq.coordinator.backlog-limit=0", "taskq.coordinator.backlog-limit", "must be 1 or more");
        refuses("taskq.coordinator.max-params-size=17MB", "taskq.coordinator.max-params-size", "between 2 and 16 MiB");
        refuses("taskq.coordinator.retention=0s", "taskq.coordinator.retention", "must be more than zero");
        refuses("taskq.start-timeout=-1s", "taskq.start-timeout", "must not be negative");
        refuses(
                "spring.data.redis.cluster.nodes=a:1,b:1",
                "spring.data.redis.cluster.nodes",
                "taskq does not use a cluster: set taskq.redis.url");
        refuses("taskq.redis.url=localhost", "taskq.redis.url", "must be redis:// or rediss://");
        refuses("spring.data.redis.url=localhost", "spring.data.redis.url", "must be redis:// or rediss://");
    }

    @Test
    void thePresetIsThatOfTheCoordinatorAndTheAgent() {
        Names names = new Names(Optional.empty(), "host");
        inMemory.withPropertyValues("taskq.preset=frugal").run(context -> {
            TaskqProperties properties = context.getBean(TaskqProperties.class);
            assertThat(properties.coordinatorConfig(names).preset()).isEqualTo(Preset.FRUGAL);
            assertThat(properties.agentConfig(names, Optional.empty()).preset()).isEqualTo(Preset.FRUGAL);
        });
        inMemory.withPropertyValues("taskq.preset=thrifty")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("taskq.preset"));
    }

    @Test
    void theVersionIsThatOfThePropertyOrOfTheBuildOrOfTaskq() {
        Names names = new Names(Optional.empty(), "host");
        inMemory.run(context -> {
            TaskqProperties properties = context.getBean(TaskqProperties.class);
            assertThat(properties.agentConfig(names, Optional.empty()).version())
                    .isEqualTo(AgentConfig.DEFAULTS.version());
            assertThat(properties.agentConfig(names, Optional.of("4.2.1")).version())
                    .isEqualTo("4.2.1");
            assertThat(properties.agentConfig(names, Optional.of("the fourth")).version())
                    .isEqualTo(AgentConfig.DEFAULTS.version());
            assertThat(properties.agentConfig(names, Optional.empty()).stackTraces())
                    .isTrue();
        });
        inMemory.withPropertyValues("taskq.agent.version=4.3", "taskq.agent.stack-traces=false")
                .run(context -> {
                    AgentConfig config =
                            context.getBean(TaskqProperties.class).agentConfig(names, Optional.of("4.2.1"));
                    assertThat(config.version()).isEqualTo("4.3");
                    assertThat(config.stackTraces()).isFalse();
                });
    }

    @Test
    void theAgentReportsTheVersionOfTheBuild() {
        Properties build = new Properties();
        build.setProperty("version", "4.2.1");
        inMemory.withBean(BuildProperties.class, () -> new BuildProperties(build))
                .run(context -> Eventually.until(
                        TestTimeouts.LONG,
                        () -> context.getBean(Coordinator.class).agents().stream()
                                .flatMap(agent -> agent.report().stream())
                                .anyMatch(report -> report.version().equals("4.2.1"))));
    }

    private void refuses(String property, String name, String reason) {
        inMemory.withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                            assertThat(failure.getName()).isEqualTo(name);
                            assertThat(failure.getReason()).contains(reason);
                        }));
    }

    @Test
    void metricsAndObservationsAreThoseOfTheApplication() {
        TestObservationRegistry observations = TestObservationRegistry.create();
        inMemory.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(ObservationRegistry.class, () -> observations)
                .run(context -> {
                    greet(context, "world");

                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    assertThat(meters.find("taskq.leads").gauge()).isNotNull();
                    assertThat(meters.find("taskq.slots").gauge()).isNotNull();
                });
        TestObservationRegistryAssert.assertThat(observations).hasObservationWithNameEqualTo("taskq.task.run");
        TestObservationRegistryAssert.assertThat(observations).hasObservationWithNameEqualTo("taskq.task.submit");
    }

    @Test
    void anAgentThatDrainsIsOutOfServiceAndStillAlive() {
        inMemory.run(context -> {
            TaskqState state = context.getBean(TaskqState.class);
            Greeter greeter = context.getBean(Greeter.class);
            // Ready with the first heartbeats, which follow the start.
            Eventually.until(TestTimeouts.LONG, () -> state.readiness().verdict() == TaskqState.Verdict.UP);
            context.getBean(TaskSubmitter.class).submit(dev.taskq.NewTask.of("hold", "{}"));
            assertThat(greeter.begun.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            Thread stop = Thread.ofPlatform()
                    .start(() -> context.getBean(AgentLifecycle.class).stop());
            Eventually.until(
                    TestTimeouts.LONG,
                    () -> context.getBean(AgentLifecycle.class).isDraining());

            assertThat(state.readiness().verdict()).isEqualTo(TaskqState.Verdict.OUT_OF_SERVICE);
            assertThat(state.readiness().details()).containsEntry("agent", "draining");
            assertThat(state.liveness().verdict()).isEqualTo(TaskqState.Verdict.UP);

            greeter.goOn.countDown();
            stop.join();
        });
    }

    /** Its web endpoints and its coordinator serve on. */
    @Test
    void anApplicationWhoseAgentAnOperatorDrainsStaysInService() {
        inMemory.run(context -> {
            TaskqState state = context.getBean(TaskqState.class);
            Coordinator coordinator = context.getBean(Coordinator.class);
            AgentLifecycle agent = context.getBean(AgentLifecycle.class);

            coordinator.drain(coordinator.agents().getFirst().session());
            Eventually.until(
                    TestTimeouts.LONG, () -> agent.agent().orElseThrow().isDraining());

            Eventually.until(TestTimeouts.LONG, () -> state.readiness().verdict() == TaskqState.Verdict.UP);
            assertThat(state.readiness().details()).containsEntry("agent", "asked to drain");
            assertThat(state.liveness().verdict()).isEqualTo(TaskqState.Verdict.UP);
        });
    }

    @Test
    void theAgentStopsBeforeTheCoordinatorAndBothAfterTheWebServer() {
        inMemory.run(context -> {
            int agent = context.getBean(AgentLifecycle.class).getPhase();
            int coordinator = context.getBean(CoordinatorLifecycle.class).getPhase();

            assertThat(agent).isGreaterThan(coordinator).isLessThan(Integer.MAX_VALUE - 2048);
        });
    }

    @Test
    void aStartThatFailsAtLastLeavesNoAgentAndNoCoordinator() {
        AtomicReference<AgentLifecycle> agent = new AtomicReference<>();
        AtomicReference<Coordinator> coordinator = new AtomicReference<>();
        ApplicationListener<ContextRefreshedEvent> failing = event -> {
            agent.set(event.getApplicationContext().getBean(AgentLifecycle.class));
            coordinator.set(event.getApplicationContext().getBean(Coordinator.class));
            assertThat(agent.get().agent()).isPresent();
            throw new IllegalStateException("at last");
        };

        inMemory.withInitializer(context -> context.addApplicationListener(failing))
                .run(context -> assertThat(context).hasFailed());

        assertThat(agent.get().agent()).isEmpty();
        assertThat(coordinator.get().isReady()).isFalse();
    }

    @Test
    void aCoordinatorThatWasStoppedDoesNotStartAgain() {
        inMemory.run(context -> {
            context.stop();

            assertThatThrownBy(context::start).rootCause().hasMessageContaining("a coordinator starts once");
        });
    }
}
