package dev.taskq.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.TaskRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The times of cron expressions, above all where the clocks are changed. */
class CronTimesTest {
    private static final String BERLIN = "Europe/Berlin";
    private static final String LORD_HOWE = "Australia/Lord_Howe";

    private static FireTimes times(String expression, String zone) {
        return FireTimes.of(new Recurrence.Cron(expression, zone), Instant.EPOCH);
    }

    /** The fire times within a day or so, as offset times of the zone. */
    private static List<String> within(String expression, String zone, String from, String to) {
        FireTimes times = times(expression, zone);
        Instant end = OffsetDateTime.parse(to).toInstant();
        List<Instant> forwards = new ArrayList<>();
        Optional<Instant> time =
                times.after(OffsetDateTime.parse(from).toInstant().minusNanos(1));
        while (time.isPresent() && time.get().isBefore(end)) {
            forwards.add(time.get());
            time = times.after(time.get());
        }
        // The way back finds the same.
        List<Instant> backwards = new ArrayList<>();
        time = times.atOrBefore(end.minusNanos(1));
        while (time.isPresent()
                && !time.get().isBefore(OffsetDateTime.parse(from).toInstant())) {
            backwards.add(time.get());
            time = times.atOrBefore(time.get().minusNanos(1));
        }
        Collections.reverse(backwards);
        assertThat(backwards).isEqualTo(forwards);
        return forwards.stream()
                .map(found -> found.atZone(ZoneId.of(zone)).toOffsetDateTime().toString())
                .toList();
    }

    @Test
    void timeThatDoesNotExistFiresWhenTheClocksArePutForward() {
        // In Berlin 02:00 to 03:00 does not exist on 29 March 2026.
        assertThat(within("30 2 * * *", BERLIN, "2026-03-28T00:00+01:00", "2026-03-31T00:00+02:00"))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(within("0,30 2,3 * * *", BERLIN, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
    }

    @Test
    void timeThatExistsTwiceFiresTheFirstTime() {
        // In Berlin 02:00 to 03:00 exists twice on 25 October 2026.
        assertThat(within("30 2 * * *", BERLIN, "2026-10-24T00:00+02:00", "2026-10-27T00:00+01:00"))
                .containsExactly("2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(within("0,30 1-3 * * *", BERLIN, "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"))
                .containsExactly(
                        "2026-10-25T01:00+02:00",
                        "2026-10-25T01:30+02:00",
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T03:00+01:00",
                        "2026-10-25T03:30+01:00");
    }

    @Test
    void expressionForEveryHourFollowsTheTimeThatPasses() {
        assertThat(within("*/30 * * * *", BERLIN, "2026-03-29T01:00+01:00", "2026-03-29T04:00+02:00"))
                .containsExactly(
                        "2026-03-29T01:00+01:00",
                        "2026-03-29T01:30+01:00",
                        "2026-03-29T03:00+02:00",
                        "2026-03-29T03:30+02:00");
        assertThat(within("*/30 * * * *", BERLIN, "2026-10-25T02:00+02:00", "2026-10-25T03:30+01:00"))
                .containsExactly(
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:00+01:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:00+01:00");
        assertThat(within("@hourly", BERLIN, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"))
                .hasSize(23);
        assertThat(within("@hourly", BERLIN, "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"))
                .hasSize(25);
    }

    @Test
    void clocksThatAreChangedByHalfAnHourAreNoOther() {
        // On Lord Howe 02:00 to 02:30 does not exist on 4 October 2026, and 01:30 to 02:00 exists twice on 5 April.
        assertThat(within("15 2 * * *", LORD_HOWE, "2026-10-04T00:00+10:30", "2026-10-06T00:00+11:00"))
                .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
        assertThat(within("45 1 * * *", LORD_HOWE, "2026-04-05T00:00+11:00", "2026-04-07T00:00+10:30"))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
        assertThat(within("*/15 * * * *", LORD_HOWE, "2026-10-04T01:30+10:30", "2026-10-04T03:00+11:00"))
                .containsExactly(
                        "2026-10-04T01:30+10:30",
                        "2026-10-04T01:45+10:30",
                        "2026-10-04T02:30+11:00",
                        "2026-10-04T02:45+11:00");
        assertThat(within("*/15 * * * *", LORD_HOWE, "2026-04-05T01:30+11:00", "2026-04-05T02:15+10:30"))
                .containsExactly(
                        "2026-04-05T01:30+11:00",
                        "2026-04-05T01:45+11:00",
                        "2026-04-05T01:30+10:30",
                        "2026-04-05T01:45+10:30",
                        "2026-04-05T02:00+10:30");
    }

    @Test
    void dayThatDoesNotExistFiresAtItsEnd() {
        // Samoa had no 30 December 2011.
        assertThat(within("0 9 * * *", "Pacific/Apia", "2011-12-29T00:00-10:00", "2012-01-01T00:00+14:00"))
                .containsExactly("2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T09:00+14:00");
    }

    @Test
    void namedExpressionsAndNamesOfDaysAreKnown() {
        assertThat(within("@daily", "UTC", "2026-01-01T00:00Z", "2026-01-03T00:00Z"))
                .containsExactly("2026-01-01T00:00Z", "2026-01-02T00:00Z");
        assertThat(within("@weekly", "UTC", "2026-01-01T00:00Z", "2026-01-15T00:00Z"))
                .containsExactly("2026-01-04T00:00Z", "2026-01-11T00:00Z");
        assertThat(within("@monthly", "UTC", "2026-01-01T00:00Z", "2026-03-01T00:00Z"))
                .containsExactly("2026-01-01T00:00Z", "2026-02-01T00:00Z");
        assertThat(within("@yearly", "UTC", "2026-01-02T00:00Z", "2027-02-01T00:00Z"))
                .containsExactly("2027-01-01T00:00Z");
        assertThat(within("0 8 * * MON-FRI", "UTC", "2026-01-01T00:00Z", "2026-01-06T00:00Z"))
                .containsExactly("2026-01-01T08:00Z", "2026-01-02T08:00Z", "2026-01-05T08:00Z");
    }

    @Test
    void leapDayIsFoundFromAfar() {
        assertThat(times("0 0 29 2 *", "UTC").after(Instant.parse("2096-03-01T00:00:00Z")))
                .contains(Instant.parse("2104-02-29T00:00:00Z"));
        assertThat(times("0 0 29 2 *", "UTC").atOrBefore(Instant.parse("2104-02-28T00:00:00Z")))
                .contains(Instant.parse("2096-02-29T00:00:00Z"));
    }

    /** The library is compared with a walk over all minutes, so that its mistakes would be seen. */
    @Test
    void timesAreThoseThatAWalkOverAllMinutesFinds() {
        compare("*/7 3-5 * * *", time -> time.getMinute() % 7 == 0 && time.getHour() >= 3 && time.getHour() <= 5);
        compare(
                "5 0 1,15 * *",
                time -> time.getMinute() == 5
                        && time.getHour() == 0
                        && (time.getDayOfMonth() == 1 || time.getDayOfMonth() == 15));
        compare(
                "0 12 * 2 0",
                time -> time.getMinute() == 0
                        && time.getHour() == 12
                        && time.getMonthValue() == 2
                        && time.getDayOfWeek().getValue() == 7);
        compare(
                "0 12 * * 7",
                time -> time.getMinute() == 0
                        && time.getHour() == 12
                        && time.getDayOfWeek().getValue() == 7);
        // Of a day of the month and a day of the week, either is enough.
        compare(
                "0 6 13 * 5",
                time -> time.getMinute() == 0
                        && time.getHour() == 6
                        && (time.getDayOfMonth() == 13 || time.getDayOfWeek().getValue() == 5));
        compare("59 23 31 * *", time -> time.getMinute() == 59 && time.getHour() == 23 && time.getDayOfMonth() == 31);
        compare(
                "10-50/20 */6 * * *",
                time -> List.of(10, 30, 50).contains(time.getMinute()) && time.getHour() % 6 == 0);
    }

    private static void compare(String expression, Predicate<LocalDateTime> matches) {
        LocalDateTime from = LocalDateTime.parse("2027-12-20T00:00");
        LocalDateTime to = LocalDateTime.parse("2028-04-05T00:00");
        List<String> expected = new ArrayList<>();
        for (LocalDateTime time = from; time.isBefore(to); time = time.plusMinutes(1)) {
            if (matches.test(time)) {
                expected.add(time.atOffset(ZoneOffset.UTC).toString());
            }
        }
        assertThat(expected).as(expression).isNotEmpty();
        assertThat(within(expression, "UTC", from + "Z", to + "Z"))
                .as(expression)
                .isEqualTo(expected);
    }

    @Test
    void timeItselfIsNotAfterIt() {
        FireTimes times = times("* * * * *", BERLIN);
        Instant time = Instant.parse("2026-11-29T10:15:00Z");

        assertThat(times.after(time)).contains(time.plus(1, ChronoUnit.MINUTES));
        assertThat(times.after(time.minusNanos(1))).contains(time);
        assertThat(times.atOrBefore(time)).contains(time);
        assertThat(times.atOrBefore(time.minusNanos(1))).contains(time.minus(1, ChronoUnit.MINUTES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "@reboot",
                "@dayly",
                "every minute",
                "5-1 * * * *",
                "*/0 * * * *"
            })
    void whatIsNoExpressionIsRefused(String expression) {
        assertRefused("/cron", () -> times(expression, "UTC"));
    }

    @Test
    void expressionThatIsTooLongIsRefused() {
        assertRefused("/cron", () -> times("0" + ",0".repeat(200) + " * * * *", "UTC"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Europe/Berlyn", "+25:00", "CEST5"})
    void whatIsNoZoneIsRefused(String zone) {
        assertRefused("/zone", () -> times("@daily", zone));
    }

    @Test
    void scheduleThatNeverFiresOrCannotKeepItsWordIsRefused() {
        assertRefused("/cron", () -> NewSchedule.of("s", Recurrence.cron("0 0 30 2 *", ZoneOffset.UTC), "type", "{}"));
        assertRefused("/every", () -> Recurrence.every(Duration.ofMillis(999)));
        assertRefused("/every", () -> Recurrence.every(Duration.ofDays(366).plusSeconds(1)));
        assertRefused("/every", () -> Recurrence.every(Duration.ofSeconds(1).plusNanos(1)));
        assertRefused("/catch_up_max", () -> CatchUp.all(0));
        assertRefused("/catch_up_max", () -> CatchUp.all(101));
        NewSchedule schedule = NewSchedule.of("s", Recurrence.every(Duration.ofHours(1)), "type", "{}");
        assertRefused("/name", () -> NewSchedule.of("S", schedule.recurrence(), "type", "{}"));
        assertRefused("/type", () -> NewSchedule.of("s", schedule.recurrence(), "Type", "{}"));
        assertRefused("/overlap", () -> schedule.withCatchUp(CatchUp.all(2)).withOverlap(Overlap.SKIP));
    }

    private static void assertRefused(String pointer, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations().getFirst().pointer()).isEqualTo(pointer));
    }
}
