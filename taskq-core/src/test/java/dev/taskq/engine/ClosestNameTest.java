package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which known name a mistyped one was meant to be. */
class ClosestNameTest {
    private static final Set<String> NAMES = Set.of("resize_image", "send_mail", "wash");

    @Test
    void theNearestNameIsFound() {
        assertThat(ClosestName.to("resize_imgae", NAMES)).isEqualTo("resize_image");
        assertThat(ClosestName.to("xyz", NAMES)).isEqualTo("wash");
    }

    @Test
    void aNameThatIsQuiteDifferentIsNotNear() {
        assertThat(ClosestName.near("resize_imgae", NAMES)).contains("resize_image");
        assertThat(ClosestName.near("wish", NAMES)).contains("wash");
        assertThat(ClosestName.near("translate", NAMES)).isEmpty();
        assertThat(ClosestName.near("wash", Set.of())).isEmpty();
    }
}
