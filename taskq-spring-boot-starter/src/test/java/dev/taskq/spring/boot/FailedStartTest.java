package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStore;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.StorePort;
import dev.taskq.spring.TaskHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
    private final AtomicInteger failures = new AtomicInteger();
    private final InMemoryTaskStore store = new InMemoryTaskStore();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TaskqAutoConfiguration.class))
            .withBean(TaskStore.class, () -> failing(() -> new StoreUnavailableException(null)))
            .withBean(Greeter.class);

    static class Greeter {
        @TaskHandler(type = "greet")
        void greet() {}
    }

    /** A store that fails as often as is asked for, whatever it is called for. */
    private StorePort failing(Supplier<StoreUnavailableException> failure) {
        return (StorePort) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {StorePort.class}, (self, method, arguments) -> {
                    // Its sessions are opened, and its clock is read.
                    boolean counts = method.getName().equals("now");
                    if (counts && failures.getAndDecrement() > 0) {
                        throw failure.get();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aStoreThatDoesNotAnswerForAMomentDelaysTheStart(CapturedOutput output) {
        failures.set(2);

        application.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Coordinator.class).isReady()).isTrue();
        });

        assertThat(output.getOut().lines().filter(line -> line.contains("the start of the coordinator tries again")))
                .hasSize(2);
    }

    @Test
    void aStartFailsWhenItsTimeIsOverAndLeavesNoSession() {
        failures.set(Integer.MAX_VALUE);

        application
                .withPropertyValues("taskq.start-timeout=0s")
                .run(context ->
                        assertThat(context).getFailure().rootCause().isInstanceOf(StoreUnavailableException.class));

        assertThat(store.sessions().all().sessions()).isEmpty();
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
