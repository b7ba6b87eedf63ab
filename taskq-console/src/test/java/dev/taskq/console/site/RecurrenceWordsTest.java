package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Recurrence;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecurrenceWordsTest {
    private static String cron(String expression) {
        return RecurrenceWords.of(new Recurrence.Cron(expression, "America/New_York"));
    }

    @Test
    void recurrencesAreToldInWords() {
        assertThat(cron("0 2 * * 1-5")).isEqualTo("at 02:00 every day between Monday and Friday, New York");
        assertThat(cron("*/15 * * * *")).isEqualTo("every 15 minutes, New York");
        assertThat(cron("@daily")).isEqualTo("every day at 00:00, New York");
        assertThat(cron("0 9 * * 0")).isEqualTo("at 09:00 at Sunday day, New York");
        assertThat(cron("0 9 * * 7")).isEqualTo(cron("0 9 * * 0"));
        assertThat(RecurrenceWords.of(Recurrence.every(Duration.ofMinutes(15)))).isEqualTo("every 15 min");
        assertThat(RecurrenceWords.of(new Recurrence.Cron("0 2 * * *", "UTC"))).isEqualTo("every day at 02:00, UTC");
    }

    @Test
    void expressionThatCannotBeReadStandsForItself() {
        assertThat(cron("at noon")).isEqualTo("at noon, New York");
    }

    @Test
    void wordsDoNotDependOnTheLanguageOfTheMachine() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(cron("0 2 * * 1-5")).contains("every day between Monday and Friday");
        } finally {
            Locale.setDefault(before);
        }
    }
}
