package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.server.call.ListRequest;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.page.PageRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A failure that may be over soon does not end the refresh of an open page. */
class FailuresTest {
    private final Failures failures = new Failures(new Assets(), InstantSource.system());

    private static PageRequest request(boolean isPost, String path) {
        return new PageRequest(
                isPost,
                path,
                "",
                Map.of(),
                Optional.empty(),
                name -> Optional.empty(),
                "10.0.0.1",
                FailuresTest::noListing,
                caller -> {
                    throw new AssertionError("no call is made");
                });
    }

    private static ListRequest noListing(String query) {
        throw new AssertionError("no list is read");
    }

    private PageAnswer page(boolean isPost, String path, Problem problem) {
        return failures.page(request(isPost, path), Optional.empty(), problem);
    }

    private static String body(PageAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void pageThatFailedUnexpectedlyTriesAgainLater() {
        PageAnswer answer = page(false, "/tasks", Problem.internal());
        assertThat(answer.status()).isEqualTo(500);
        assertThat(body(answer)).contains("hx-get=\"/console/tasks\"", "data-wait=\"10\"");
        assertThat(answer.headers()).contains(new Header("Retry-After", "10"));
    }

    @Test
    void pageThatWasAskedForTooOftenWaitsAsLongAsItIsTold() {
        Problem problem = new Problem(
                ProblemKind.RATE_LIMITED,
                "too many calls",
                List.of(),
                Optional.of(Duration.ofSeconds(30)),
                Optional.empty());
        PageAnswer answer = page(false, "/tasks", problem);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(body(answer)).contains("hx-get=\"/console/tasks\"", "data-wait=\"31\"");
    }

    @Test
    void whatIsNotThereAndWhatAFormDidAreNotTriedAgain() {
        assertThat(body(page(false, "/tasks/5", Problem.notFound("there is no such task"))))
                .doesNotContain("hx-get");
        assertThat(body(page(true, "/tasks/5/cancel", Problem.internal())))
                .doesNotContain("hx-get")
                .contains("href=\"/console/tasks/5\"");
    }
}
