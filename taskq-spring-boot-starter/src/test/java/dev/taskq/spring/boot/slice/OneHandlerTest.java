package dev.taskq.spring.boot.slice;

import static dev.taskq.spring.boot.slice.Shop.GREET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.TaskRejectedException;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.spring.Handlers;
import dev.taskq.spring.boot.slice.Shop.Greeter;
import dev.taskq.spring.boot.slice.Shop.Order;
import dev.taskq.spring.boot.test.TaskqTest;
import dev.taskq.test.TaskqTester;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** The other handlers would need components that are not here. */
@TaskqTest(Greeter.class)
class OneHandlerTest {
    @TestConfiguration
    static class Settings {
        @Bean
        CoordinatorConfig config() {
            return CoordinatorConfig.DEFAULTS.withMostParamsBytes(20);
        }
    }

    @Test
    void theOneHandlerIsThere(
            @Autowired TaskqTester taskq, @Autowired TaskSubmitter submitter, @Autowired Handlers handlers) {
        submitter.submit(GREET.task(new Order(7)));

        taskq.drain();

        assertThat(taskq.submitted(GREET)).hasResult("Hello, 7");
        assertThat(handlers.types()).containsExactly("greet");
    }

    @Test
    void theSettingsOfTheCoordinatorAreABean(@Autowired TaskSubmitter submitter) {
        assertThatThrownBy(() -> submitter.submit(dev.taskq.NewTask.of("greet", "{\"text\": \"longer than that\"}")))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("at most 20 bytes");
    }
}
