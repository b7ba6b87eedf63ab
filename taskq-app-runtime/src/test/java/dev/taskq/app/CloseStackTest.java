package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseStackTest {
    @Test
    void closesTheLastFirstAndGoesOnAfterAFailure() {
        List<String> closed = new ArrayList<>();
        CloseStack stack = new CloseStack();
        stack.push("first", () -> closed.add("first"));
        stack.push("second", () -> {
            closed.add("second");
            throw new IllegalStateException("does not close");
        });
        stack.push("third", () -> closed.add("third"));

        stack.close();
        stack.close();

        assertThat(closed).containsExactly("third", "second", "first");
    }
}
