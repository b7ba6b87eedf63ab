package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Removes each protection that the protocol names, one at a time, and requires that the simulation fails. A removal
 * without a failure shows that the protection is not needed or not tested.
 */
class SabotageTest {
    private static final long MOST_SCHEDULES = 3_000;
    /** The limit for a search, even on a machine that pauses for a while. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    static List<Sabotage> sabotages() {
        return Sabotages.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sabotages")
    void isFound(Sabotage sabotage) throws Exception {
        Method hunt = SabotagedClasses.with(sabotage)
                .loadClass(Hunt.class.getName())
                .getMethod("run", String.class, long.class, Duration.class);
        long begun = System.nanoTime();
        String found = (String) hunt.invoke(null, sabotage.name(), MOST_SCHEDULES, LONGEST);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        // Printed to the test's output: the number of schedules is 1 where a seed is played first.
        System.out.printf("%s | %s | %s | %d ms%n", sabotage.name(), sabotage.driver(), found, millis);
        assertThat(found)
                .as("a schedule that shows the loss of: %s", sabotage.name())
                .isNotEmpty();
    }
}
