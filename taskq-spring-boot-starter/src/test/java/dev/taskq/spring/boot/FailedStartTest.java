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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
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

    private final AtomicInteger failures = new AtomicInteger();
    private volatile String failing = START_OF_THE_COORDINATOR;
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

    /** A port one of whose calls fails as often as is asked for. */
    private <T> T failing(Class<T> port, Object target) {
        return port.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {port}, (self, method, arguments) -> {
                    if (call(method, arguments).equals(failing) && failures.getAndDecrement() > 0) {
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
        return arguments != null && arguments.length == 1 && arguments[0] instanceof NewSession session
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
        failing = call;
        failures.set(2);

        application.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Coordinator.class).isReady()).isTrue();
            assertThat(context.getBean(AgentLifecycle.class).isRunning()).isTrue();
        });

        assertThat(store.schedules().count()).isOne();
        assertThat(output.getOut().lines().filter(each -> each.contains(line))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {START_OF_THE_COORDINATOR, "put", "open AGENT"})
    void aStepFailsWithTheStartWhenTheTimeIsOverAndLeavesNoSession(String call) {
        failing = call;
        failures.set(Integer.MAX_VALUE);

        application
                .withPropertyValues("taskq.start-timeout=0s")
                .run(context ->
                        assertThat(context).getFailure().rootCause().isInstanceOf(StoreUnavailableException.class));

        assertThat(store.sessions().all().sessions()).isEmpty();
    }

    @Test
    void allStepsOfTheStartShareItsTime() {
        application.run(context -> {
            StartWait wait = context.getBean(StartWait.class);
            assertThat(wait.left()).isLessThan(Duration.ofSeconds(30)).isPositive();
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
        SpringApplication application = new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .properties("taskq.start-timeout=3s")
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
                        + " taskq.agent.name]); taskq.agnet.name (there is no taskq.agnet)");
    }

    @Test
    void propertiesThatAreKnownAreNotReported(CapturedOutput output) {
        application
                .withPropertyValues("taskq.agent.concurrency=3", "TASKQ_AGENT_GRACE=1s", "taskq.redis.keyPrefix=mine")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).doesNotContain("does not know");
    }
}
