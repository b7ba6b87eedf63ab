package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStore;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.StorePort;
import dev.taskq.spring.AgentLifecycle;
import dev.taskq.spring.Recurring;
import dev.taskq.spring.StartWait;
import dev.taskq.spring.TaskHandler;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts while the store does not answer, and what is said where an application cannot start. */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTest {
    private static final String START_OF_THE_COORDINATOR = "now";

    /** How often each call fails. */
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

    private final InMemoryTaskStore store = new InMemoryTaskStore();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TaskqAutoConfiguration.class))
            .withBean(TaskStore.class, () -> failing(StorePort.class, store))
            .withBean(Greeter.class);

    static class Greeter {
        @TaskHandler(type = "greet")
        @Recurring(name = "greetings", every = "1h")
        void greet() {}
    }

    private void fails(String call, int times) {
        failures.put(call, new AtomicInteger(times));
    }

    /** A port whose calls fail as often as is asked for. */
    private <T> T failing(Class<T> port, Object target) {
        return port.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {port}, (self, method, arguments) -> {
                    AtomicInteger left = failures.get(call(method, arguments));
                    if (left != null && left.getAndDecrement() > 0) {
                        throw new StoreUnavailableException(null);
                    }
                    try {
                        Object answer = method.invoke(target, arguments);
                        boolean isChapter = port == StorePort.class
                                && method.getReturnType().isInterface();
                        return isChapter ? failing(method.getReturnType(), answer) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static String call(Method method, @Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof NewSession session
                ? method.getName() + " " + session.kind()
                : method.getName();
    }

    @ParameterizedTest
    @CsvSource({
        START_OF_THE_COORDINATOR + ", the start of the coordinator tries again",
        "put, step=\"put the schedule greetings\"",
        "open AGENT, the start of the agent tries again"
    })
    void aStoreThatDoesNotAnswerForAMomentDelaysTheStart(String call, String line, CapturedOutput output) {
        fails(call, 2);

        application.run(context -> {
            assertThat(context).hasNotFailed();
            Eventually.until(TestTimeouts.LONG, context.getBean(Coordinator.class)::isReady);
            assertThat(context.getBean(AgentLifecycle.class).isRunning()).isTrue();
        });

        assertThat(store.schedules().count()).isOne();
        assertThat(output.getOut().lines().filter(each -> each.contains(line))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {START_OF_THE_COORDINATOR, "put", "open AGENT"})
    void aStepFailsWithTheStartWhenTheTimeIsOverAndLeavesNoSession(String call) {
        fails(call, Integer.MAX_VALUE);

        application
                .withPropertyValues("taskq.start-timeout=0s")
                .run(context ->
                        assertThat(context).getFailure().rootCause().isInstanceOf(StoreUnavailableException.class));

        assertThat(store.sessions().all().sessions()).isEmpty();
    }

    /** Each step waits at least 0.1 s before its second try and 0.2 s before its third one. */
    @Test
    void allStepsOfTheStartShareItsTime() {
        Duration waits = Duration.ofMillis(300);
        List<String> steps = List.of(START_OF_THE_COORDINATOR, "put", "open AGENT");
        steps.forEach(step -> fails(step, 2));

        application.withPropertyValues("taskq.start-timeout=1h").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(StartWait.class).left())
                    .isPositive()
                    .isLessThanOrEqualTo(Duration.ofHours(1).minus(waits.multipliedBy(steps.size())));
        });
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(TaskqAutoConfiguration.class)
    static class Unreachable {
        @Bean
        TaskStore store() {
            throw StoreUnavailableException.unreached(
                    "Connection to db:5432 refused", new IllegalStateException("refused"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(TaskqAutoConfiguration.class)
    static class Misconfigured {
        @Bean
        TaskStore store() {
            throw new StoreMisconfiguredException(Problem.NO_SUCH_DATABASE, "there is no such database: shop", null);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(TaskqAutoConfiguration.class)
    static class BadHandler {
        @TaskHandler(type = "Bad Name")
        void bad() {}
    }

    private static void startFails(Class<?> configuration) {
        startFails(configuration, "3s");
    }

    private static void startFails(Class<?> configuration, String startTimeout) {
        SpringApplication application = new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .properties("taskq.start-timeout=" + startTimeout)
                .build();
        try {
            application.run().close();
            throw new AssertionError("it has started");
        } catch (RuntimeException e) {
            // Boot has told why.
            return;
        }
    }

    @Test
    void anUnreachableStoreIsExplained(CapturedOutput output) {
        startFails(Unreachable.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The store of taskq fails: the store cannot be reached (Connection to db:5432 refused)")
                .contains("for taskq.start-timeout (3s)")
                .doesNotContain("(refused)");
    }

    @Test
    void aTimeWithoutAUnitIsExplained(CapturedOutput output) {
        startFails(Unreachable.class, "30");

        assertThat(output).contains("taskq.start-timeout (30ms, because it is set without a unit, such as 30s)");
    }

    @Test
    void anEmptyTimeIsTheDefault(CapturedOutput output) {
        startFails(Unreachable.class, "");

        assertThat(output).contains("taskq.start-timeout (30s)");
    }

    @Test
    void aStoreThatMustBeCorrectedIsExplained(CapturedOutput output) {
        startFails(Misconfigured.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "there is no such database: shop", "Correct what the")
                .doesNotContain("taskq.start-timeout (");
    }

    @Test
    void aBadHandlerIsExplained(CapturedOutput output) {
        startFails(BadHandler.class);

        assertThat(output)
                .contains(
                        "APPLICATION FAILED TO START", "BadHandler.bad", "type = \"Bad Name\"", "docs/spring-boot.md");
    }

    @Test
    void aMisspeltPropertyIsNamedWithThoseThatAreKnown(CapturedOutput output) {
        application
                .withPropertyValues("taskq.agent.concurency=3", "taskq.agnet.name=me", "taskq.agent.concurrency=3")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("properties that taskq does not know have no effect: taskq.agent.concurency (known are"
                        + " [taskq.agent.concurrency, taskq.agent.enabled, taskq.agent.grace, taskq.agent.memory,"
                        + " taskq.agent.name, taskq.agent.stack-traces, taskq.agent.version]);"
                        + " taskq.agnet.name (there is no taskq.agnet)");
    }

    @Test
    void propertiesThatAreKnownAreNotReported(CapturedOutput output) {
        application
                .withPropertyValues("taskq.agent.concurrency=3", "TASKQ_AGENT_GRACE=1s", "taskq.redis.keyPrefix=mine")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).doesNotContain("does not know");
    }
}
