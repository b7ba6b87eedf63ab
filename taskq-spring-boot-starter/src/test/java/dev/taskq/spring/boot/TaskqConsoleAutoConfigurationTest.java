package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskStore;
import dev.taskq.console.ConsoleConfig;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.Tokens;
import dev.taskq.spring.ConsoleOnApplicationPort;
import dev.taskq.spring.ServerLifecycle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Where the console is, by the beans and properties of an application. */
class TaskqConsoleAutoConfigurationTest {
    private static final String HASH = "sha256:4d7146fd4925de0ee14cde707c64fd4df1bc994c22799d64ef69cdad1939213d";

    @TempDir
    private Path folder;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TaskqAutoConfiguration.class, TaskqConsoleAutoConfiguration.class))
            .withBean(TaskStore.class, InMemoryTaskStore::new);

    private final ApplicationContextRunner switchedOn = application.withPropertyValues("taskq.console.enabled=true");

    private static int status(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void consoleIsOffByDefault() {
        application
                .withPropertyValues("taskq.console.port=0")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(ServerLifecycle.class)
                        .doesNotHaveBean(ConsoleConfig.class));
    }

    @Test
    void ownPortServesTheConsoleAndTheApiForTheTokensOfTheFile() throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"), "operator admin " + HASH);
        switchedOn
                .withPropertyValues(
                        "taskq.console.port=0",
                        "taskq.console.address=127.0.0.1",
                        "taskq.console.tokens-file=" + tokens,
                        "taskq.console.idle-timeout=5m",
                        "taskq.console.mask=charge:/card")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    int port = context.getBean(ServerLifecycle.class).port();
                    assertThat(status(port, "/console/sign-in")).isEqualTo(200);
                    assertThat(status(port, "/v1/tasks")).isEqualTo(401);
                    assertThat(context.getBean(Tokens.class).callerOf("token-of-an-admin"))
                            .isPresent();
                    ConsoleConfig config = context.getBean(ConsoleConfig.class);
                    assertThat(config.idle()).isEqualTo(Duration.ofMinutes(5));
                    assertThat(config.masks().pointersOf("charge")).isNotEmpty();
                    assertThat(context.getBean(StartReport.class).text()).endsWith("console on port " + port);
                });
    }

    @Test
    void tokensOfTheApplicationTakeThePlaceOfTheFile() {
        switchedOn
                .withPropertyValues("taskq.console.port=0", "taskq.console.address=127.0.0.1")
                .withBean(Tokens.class, () -> token -> Optional.of(new Caller("shop", Set.of(Scope.OWN))))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(ServerLifecycle.class));
    }

    @Test
    void portWithoutTokensIsRefused() {
        switchedOn
                .withPropertyValues("taskq.console.port=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("taskq.console.tokens-file")
                        .hasStackTraceContaining("taskq.console.port needs it"));
    }

    @ParameterizedTest
    @CsvSource({
        "taskq.console.port=65536, a port must be from 0 to 65535",
        "taskq.console.mask=charge, types with JSON pointers like",
        "taskq.console.idle-timeout=0s, idle must be more than zero",
        "taskq.console.lifetime=-1s, lifetime must be more than zero"
    })
    void badPropertiesAreRefusedByName(String property, String reason) {
        switchedOn
                .withBean(Tokens.class, () -> token -> Optional.empty())
                .withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining(property.split("=", 2)[0])
                        .hasStackTraceContaining(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"taskq.console.mask=charge:/card", "taskq.console.idle-timeout=5m", "taskq.console.lifetime=1h"})
    void propertyOfWhichABeanTakesThePlaceIsRefused(String property) {
        switchedOn
                .withBean(ConsoleConfig.class, () -> ConsoleConfig.DEFAULTS)
                .withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining(property.split("=", 2)[0])
                        .hasStackTraceContaining("a bean ConsoleConfig takes its place"));
    }

    @Test
    void configOfTheApplicationTakesThePlaceOfTheProperties() {
        switchedOn
                .withBean(Tokens.class, () -> token -> Optional.empty())
                .withBean(ConsoleConfig.class, () -> ConsoleConfig.DEFAULTS.withIdle(Duration.ofMinutes(5)))
                .withPropertyValues("taskq.console.port=0", "taskq.console.address=127.0.0.1", "taskq.console.mask=")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(ServerLifecycle.class);
                    assertThat(context.getBean(ConsoleConfig.class).idle()).isEqualTo(Duration.ofMinutes(5));
                });
    }

    @Test
    void twoConfigsOfTheApplicationAreRefused() {
        switchedOn
                .withBean(Tokens.class, () -> token -> Optional.empty())
                .withBean("one", ConsoleConfig.class, () -> ConsoleConfig.DEFAULTS)
                .withBean("other", ConsoleConfig.class, () -> ConsoleConfig.DEFAULTS)
                .withPropertyValues("taskq.console.port=0", "taskq.console.address=127.0.0.1")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("one,other"));
    }

    @Test
    void aStartSaysWhyThereIsNoConsole() {
        switchedOn.run(
                context -> assertThat(context.getBean(StartReport.class).text())
                        .endsWith(
                                "no console because there is neither taskq.console.port nor a bean ConsoleAccess in an application with Spring MVC"));
        switchedOn
                .withBean(ConsoleConfig.class, () -> ConsoleConfig.DEFAULTS)
                .run(context -> assertThat(context.getBean(StartReport.class).text())
                        .contains("no console because there is neither taskq.console.port"));
        switchedOn
                .withPropertyValues("taskq.coordinator.enabled=false")
                .run(context -> assertThat(context.getBean(StartReport.class).text())
                        .endsWith("no console because there is no coordinator"));
        switchedOn
                .withClassLoader(new FilteredClassLoader("dev.taskq.console", "dev.taskq.server"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(ConsoleOnApplicationPort.class)
                        .getBean(StartReport.class)
                        .extracting(StartReport::text)
                        .asString()
                        .endsWith("no console because taskq-console is not on the class path"));
    }
}
