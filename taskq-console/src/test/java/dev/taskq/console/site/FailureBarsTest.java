package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureBarsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    /** The last numbers; those before them are zero. */
    private static FailureBars bars(Duration reach, Long... last) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(ErrorReport.PARTS - last.length, 0L));
        counts.addAll(List.of(last));
        ErrorGroup group = new ErrorGroup("mail", "full", 1, NOW, NOW, 1, List.of(), counts, Optional.empty());
        ErrorReport report = new ErrorReport(NOW, NOW.minus(reach), 1, true, List.of(group), 1);
        return FailureBars.of(report, group);
    }

    @Test
    void barsAreAsHighAsTheirNumbersAndTheLastIsOnTheRight() {
        FailureBars bars = bars(ErrorReport.WINDOW, 10L, 0L, 5L, 1L);

        assertThat(bars.path()).isEqualTo("M100 0h4v28h-4zM110 12h4v16h-4zM115 22h4v6h-4z");
        assertThat(bars.text()).isEqualTo("Failed in each 1 h, the last first: 1, 5, 0, 10, then none.");
    }

    @Test
    void smallNumberBesideALargeOneIsStillSeen() {
        assertThat(bars(ErrorReport.WINDOW, 10_000L, 1L).path()).endsWith("M115 25h4v3h-4z");
    }

    @Test
    void partsOfAShorterTimeAreToldAsTheyAre() {
        Long[] each = Collections.nCopies(ErrorReport.PARTS, 2L).toArray(Long[]::new);
        assertThat(bars(Duration.ofMinutes(24), each).text())
                .startsWith("Failed in each 1 min, the last first: 2, 2,")
                .endsWith("2, 2.");
    }

    /** A page has 100 of them, and is not compressed. */
    @Test
    void rowTakesFewBytesHoweverManyBarsItHas() {
        Long[] each = Collections.nCopies(ErrorReport.PARTS, 9_999L).toArray(Long[]::new);
        FailureBars bars = bars(ErrorReport.WINDOW, each);

        assertThat(bars.path().length() + bars.text().length()).isLessThan(700);
    }
}
