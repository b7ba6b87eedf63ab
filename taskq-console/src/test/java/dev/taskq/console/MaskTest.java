package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.memory.InMemoryTaskStore;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that no page shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaskTest {
    private final Served served = Served.start(
            new InMemoryTaskStore(), ConsoleConfig.DEFAULTS.withMasks(Masks.of("greet:/card/number,/text;hostile:/a")));
    private final Visitor admin = served.visitor(Served.ADMIN);

    @AfterAll
    void close() {
        served.close();
    }

    private Task end(String type, String params) {
        return served.end(served.submit(NewTask.of(type, params)));
    }

    @Test
    void pageOfATaskShowsTheMaskInParamsAndResultAsTreeAndAsText() {
        Task task = end("greet", "{\"card\":{\"number\":\"4111-1111\",\"name\":\"Ada\"},\"amount\":1.50}");
        assertThat(task.result().orElseThrow()).contains("Hello");
        for (String query : List.of("", "?done=retried")) {
            assertThat(admin.get("/console/tasks/" + task.id() + query).body())
                    .contains(
                            ">(masked)</span>",
                            "\"number\":\"(masked)\"",
                            "\"text\":\"(masked)\"",
                            "Ada",
                            ">1.50</span>",
                            "Values that the operator of this system masks")
                    .doesNotContain("4111", "Hello");
        }
        assertThat(admin.get("/console/tasks?type=greet").body()).doesNotContain("4111", "Hello");
    }

    @Test
    void otherTypesAreShownAsTheyAre() {
        Task task = end("break", "{\"card\":{\"number\":\"4111-1111\"}}");
        assertThat(admin.get("/console/tasks/" + task.id()).body())
                .contains("4111-1111")
                .doesNotContain("(masked)", "masks are shown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "charge",
                "charge:",
                "charge:card",
                "charge:/a~2",
                "Charge:/a",
                "charge:/a,,/b",
                "charge:/a;",
                ":/a"
            })
    void textThatCannotBeReadIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masks.of(text))
                .withMessageStartingWith("types with JSON pointers like ");
    }
}
