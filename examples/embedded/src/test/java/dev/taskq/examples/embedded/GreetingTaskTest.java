package dev.taskq.examples.embedded;

import static dev.taskq.examples.embedded.Greeting.GREET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.examples.embedded.Greeting.Greet;
import dev.taskq.test.TaskqExtension;
import dev.taskq.test.TaskqTester;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The task of the examples, without a server, a thread or a wait. */
class GreetingTaskTest {
    @RegisterExtension
    static final TaskqExtension TASKQ =
            TaskqExtension.builder().handler(Greeting.GREETER).build();

    @Test
    void greets(TaskqTester taskq) {
        taskq.tasks().submit(GREET.task(new Greet("world")));

        taskq.drain();

        assertThat(taskq.submitted(GREET)).hasSize(1).hasResult("Hello, world");
    }

    @Test
    void greetsALittleLaterAfterAFailure(TaskqTester taskq) {
        taskq.failNext(GREET, new IllegalStateException("not now"));
        taskq.tasks().submit(GREET.task(new Greet("world")));

        taskq.advance(Duration.ofSeconds(1));

        assertThat(taskq.submitted(GREET)).hasSucceeded().hasAttempts(2);
    }
}
