package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An error leads to its tasks only where a filter can select them. */
class ErrorPagesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private static final List<Long> COUNTS = Collections.nCopies(ErrorReport.PARTS, 1L);

    private static ErrorPages.Shown shown(String error, Optional<String> contains) {
        ErrorGroup group = new ErrorGroup("mail", error, 1, NOW, NOW, 1, List.of(), COUNTS, contains);
        return ErrorPages.shown(new ErrorReport(NOW, NOW, 1, true, List.of(group), 1), group);
    }

    @Test
    void errorWithoutAPartThatAllHaveLeadsNowhere() {
        ErrorPages.Shown shown = shown("<n>", Optional.empty());
        assertThat(shown.tasks()).isEmpty();
        assertThat(shown.retry()).isEmpty();
    }

    @Test
    void errorWithSuchAPartLeadsToTheTasksThatHaveIt() {
        ErrorPages.Shown shown = shown("no host <n>", Optional.of("no host"));
        assertThat(shown.tasks().orElseThrow()).startsWith("/console/tasks?").contains("error_contains=no+host");
        assertThat(shown.retry().orElseThrow())
                .startsWith("/console/tasks/act?")
                .contains("error_contains=no+host");
    }
}
