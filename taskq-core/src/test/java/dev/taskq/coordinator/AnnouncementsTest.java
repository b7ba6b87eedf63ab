package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.StoreUnavailableException;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.Types;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementsTest {
    private static final String FIRST = "first";

    private final ManualPlatform platform = new ManualPlatform();
    private final InMemoryTaskStore store = new InMemoryTaskStore(platform::wallClock);
    private final List<Collection<?>> questions = new ArrayList<>();
    private boolean storeAnswers = true;
    private final Announcements announcements = new Announcements(platform, counted(), new LeaderFacts());

    /** The inspections of the store, with a record of the types that were asked for. */
    private Inspections counted() {
        Inspections real = store.inspections();
        return (Inspections) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Inspections.class}, (proxy, method, arguments) -> {
                    questions.add((Collection<?>) arguments[0]);
                    if (!storeAnswers) {
                        throw new StoreUnavailableException(null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void typeThatIsRememberedIsNotAskedForAgain() {
        announcements.warnings(List.of(FIRST));
        announcements.warnings(List.of(FIRST, FIRST));

        assertThat(questions).hasSize(1);
    }

    /** Callers choose the names, so their number is bounded: beyond the bound all of them are forgotten. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void typesAreRememberedUpToABound(boolean answers) {
        storeAnswers = answers;
        announcements.warnings(List.of(FIRST));
        List<String> others = IntStream.range(1, 2 * Types.MOST_TYPES)
                .mapToObj(i -> "type_" + i)
                .toList();
        announcements.warnings(others);

        announcements.warnings(List.of(FIRST));
        assertThat(questions).as("as many as the bound are remembered").hasSize(2);

        announcements.warnings(List.of("one_more"));
        announcements.warnings(List.of(FIRST));
        announcements.warnings(List.of("one_more"));

        assertThat(questions.subList(2, questions.size()).stream()
                        .map(List::copyOf)
                        .toList())
                .as("only what was asked for since then is remembered")
                .isEqualTo(List.of(List.of("one_more"), List.of(FIRST)));
    }
}
