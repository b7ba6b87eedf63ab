package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AgentOverview;
import dev.taskq.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void timesAreRelative() {
        assertThat(Words.ago(NOW.plusMillis(800), NOW)).isEqualTo("now");
        assertThat(Words.ago(NOW.minusSeconds(5), NOW)).isEqualTo("5 s ago");
        assertThat(Words.ago(NOW.minusSeconds(185), NOW)).isEqualTo("3 min 5 s ago");
        assertThat(Words.ago(NOW.plusSeconds(7_200), NOW)).isEqualTo("in 2 h");
        assertThat(Words.ago(NOW.minus(Duration.ofHours(50)), NOW)).isEqualTo("2 d 2 h ago");
    }

    @Test
    void numbersAndBytesAreShort() {
        assertThat(Words.number(1_234_567)).isEqualTo("1,234,567");
        assertThat(Words.count(1, "task", "tasks")).isEqualTo("1 task");
        assertThat(Words.count(0, "task", "tasks")).isEqualTo("0 tasks");
        assertThat(Words.bytes(1_023)).isEqualTo("1023 B");
        assertThat(Words.bytes(5 * 1024 * 1024)).isEqualTo("5 MiB");
    }

    @Test
    void listsAndTextsAreCut() {
        assertThat(Words.some(List.of("a", "b"))).isEqualTo("a, b");
        assertThat(Words.some(List.of("a", "b", "c", "d", "e", "f", "g", "h")))
                .isEqualTo("a, b, c, d, e, f and 2 more");
        assertThat(Words.beginning("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Words.beginning("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
        assertThat(Words.beginning("x".repeat(199) + "😀")).isEqualTo("x".repeat(199) + "…");
    }

    @Test
    void agentsOnAPageAreBounded() {
        List<AgentOverview> many = IntStream.range(0, AgentPages.MOST + 1)
                .mapToObj(i -> new AgentOverview(i, "agent-" + i, "host", List.of(), NOW, false, Optional.empty()))
                .toList();
        assertThat(AgentPages.first(many)).hasSize(AgentPages.MOST);
    }

    @Test
    void recurrencesAreAsTheyWerePut() {
        assertThat(Words.recurrence(Recurrence.cron("0 2 * * 1-5", ZoneId.of("Europe/Berlin"))))
                .isEqualTo("0 2 * * 1-5 (Europe/Berlin)");
        assertThat(Words.recurrence(Recurrence.every(Duration.ofMinutes(15)))).isEqualTo("every 15 min");
    }
}
