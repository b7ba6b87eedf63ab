package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which known name a mistyped one was meant to be. */
class ClosestNameTest {
    private static final Set<String> NAMES = Set.of("resize_image", "send_mail", "wash");

    @Test
    void wordsCountMoreThanLetters() {
        List<String> names = List.of("TASKQ_NAME", "TASKQ_HTTP_PORT", "TASKQ_GRPC_PORT", "TASKQ_HTTP_HOST");

        assertThat(ClosestName.byWords("TASKQ_PORT", names)).isEqualTo("TASKQ_HTTP_PORT");
        assertThat(ClosestName.byWords("TASKQ_HTTP_PROT", names)).isEqualTo("TASKQ_HTTP_PORT");
        assertThat(ClosestName.byWords("TASKQ_NANE", names)).isEqualTo("TASKQ_NAME");
    }

    @Test
    void aNameThatIsQuiteDifferentIsNotNear() {
        assertThat(ClosestName.near("resize_imgae", NAMES)).contains("resize_image");
        assertThat(ClosestName.near("wish", NAMES)).contains("wash");
        assertThat(ClosestName.near("translate", NAMES)).isEmpty();
        assertThat(ClosestName.near("wash", Set.of())).isEmpty();
    }
}
