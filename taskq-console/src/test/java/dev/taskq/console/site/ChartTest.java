package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How lines and figures are written. */
class ChartTest {
    private static Chart chart(@Nullable Double... values) {
        List<OptionalDouble> all = Arrays.stream(values)
                .map(value -> value == null ? OptionalDouble.empty() : OptionalDouble.of(value))
                .toList();
        return new Chart("id", "title", List.of(new Chart.Line("in", all)), values.length, Chart.Unit.RATE);
    }

    private static String path(Chart chart) {
        return chart.path(chart.lines().getFirst());
    }

    @Test
    void lineGoesFromTheLeftToTheRightAndIsInterruptedWithoutAValue() {
        assertThat(path(chart(0.0, 5.0, 10.0))).isEqualTo("M0.0 120.0L300.0 60.0L600.0 0.0");
        assertThat(path(chart(0.0, 10.0, null, 10.0))).isEqualTo("M0.0 120.0L200.0 0.0M600.0 0.0h2");
        assertThat(path(chart(10.0))).isEqualTo("M0.0 0.0h2");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.03, 0.05", "1, 1", "1.1, 2", "70, 100", "100, 100", "101, 200"})
    void edgeIsTheNextRoundNumber(double most, double top) {
        assertThat(chart(0.0, most).top()).isCloseTo(top, Percentage.withPercentage(0.001));
    }

    @Test
    void lastValueIsToldAndNothingIsNothing() {
        Chart chart = chart(1.0, 3.0, null);
        assertThat(chart.last(chart.lines().getFirst())).isEqualTo("3.0");
        assertThat(chart.valuesText()).isEqualTo("1.000000,3.000000,");
        assertThat(chart(0.0, null).isEmpty()).isTrue();
        assertThat(chart.isEmpty()).isFalse();
        Chart none = chart((Double) null);
        assertThat(none.last(none.lines().getFirst())).isEqualTo("–");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0005, < 0.001",
        "0.0123, 0.012",
        "0.123, 0.12",
        "1.24, 1.2",
        "12.4, 12",
        "'12345.6', '12,346'"
    })
    void ratesHaveTheDigitsThatMatter(double rate, String text) {
        assertThat(Figures.rate(rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"500, 0.5 ms", "9940, 9.9 ms", "12300, 12 ms", "1240000, 1.2 s", "90000000, 1 min 30 s"})
    void timesHaveTheDigitsThatMatter(long micros, String text) {
        assertThat(Figures.time(Duration.ofNanos(micros * 1_000))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 %", "0.0001, < 0.1 %", "0.0769, 7.7 %", "0.5, 50 %", "1, 100 %"})
    void partsAreToldInPercent(double part, String text) {
        assertThat(Figures.percent(part)).isEqualTo(text);
    }
}
