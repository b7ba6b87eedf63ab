package dev.taskq.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.JsonMapping;
import dev.taskq.TaskType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class of params changes from version to version, and the file of samples stays. */
class ParamsSamplesTest {
    private static final TaskType<First> FIRST = TaskType.of("ship", First.class);

    @TempDir
    private Path folder;

    record First(int orderId) {}

    record WithAnOptionalField(int orderId, Optional<String> note) {}

    record WithANewNumber(int orderId, int weight) {}

    record Renamed(int order) {}

    record OfAnotherKind(String orderId) {}

    record OfLines(List<Line> lines) {
        record Line(String article, BigDecimal price) {}
    }

    private <P> ParamsSamples<P> samples(TaskType<P> type, P sample) {
        return ParamsSamples.of(type, sample).in(folder);
    }

    private static <P> TaskType<P> ship(Class<P> params) {
        return TaskType.of("ship", params);
    }

    private String file() throws IOException {
        return Files.readString(folder.resolve("ship.json"));
    }

    private void wasFirst() {
        samples(FIRST, new First(7)).check(true);
    }

    // The file

    @Test
    void aMissingSampleFailsAndSaysWhatToRun() {
        assertThatThrownBy(() -> samples(FIRST, new First(7)).check())
                .isInstanceOf(AssertionError.class)
                .hasMessage("Params of the type ship have a form today that is not in " + folder.resolve("ship.json")
                        + ":\n  {\"order_id\":7}\nRun this test once with -Dtaskq.samples=update, which adds it, and commit"
                        + " the file.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMissingSampleIsAddedWhereThatIsAllowed() throws IOException {
        wasFirst();

        assertThat(file()).isEqualTo("[\n{\"order_id\":7}\n]\n");
        assertThatCode(() -> samples(FIRST, new First(8)).check()).doesNotThrowAnyException();
    }

    @Test
    void aNewFormIsAddedAndTheOldOneKept() throws IOException {
        wasFirst();
        ParamsSamples<WithAnOptionalField> today =
                samples(ship(WithAnOptionalField.class), new WithAnOptionalField(7, Optional.of("soon")));

        assertThatThrownBy(today::check).hasMessageContaining("have a form today that is not in");
        today.check(true);

        assertThat(file()).isEqualTo("""
                        [
                        {"order_id":7},
                        {"order_id":7,"note":"soon"}
                        ]
                        """);
        assertThatCode(today::check).doesNotThrowAnyException();
    }

    @Test
    void severalFormsOfOneVersionAreKept() throws IOException {
        ParamsSamples.of(
                        ship(WithAnOptionalField.class),
                        new WithAnOptionalField(7, Optional.of("soon")),
                        new WithAnOptionalField(7, Optional.empty()),
                        new WithAnOptionalField(8, Optional.of("late")))
                .in(folder)
                .check(true);

        assertThat(file()).isEqualTo("[\n{\"order_id\":7,\"note\":\"soon\"},\n{\"order_id\":7,\"note\":null}\n]\n");
    }

    @Test
    void elementsOfAListAreOfOneForm() {
        TaskType<OfLines> type = ship(OfLines.class);
        OfLines.Line line = new OfLines.Line("tea", new BigDecimal("2.50"));
        samples(type, new OfLines(List.of(line))).check(true);

        assertThatCode(() -> samples(type, new OfLines(List.of(line, line))).check())
                .doesNotThrowAnyException();
    }

    @Test
    void aFileThatIsNoArrayOfObjectsIsNamed() throws IOException {
        Files.writeString(folder.resolve("ship.json"), "{}");
        assertThatThrownBy(() -> samples(FIRST, new First(7)).check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ship.json is not a JSON array of objects");
        Files.writeString(folder.resolve("ship.json"), "[1]");
        assertThatThrownBy(() -> samples(FIRST, new First(7)).check()).hasMessageContaining("a sample is no object");
    }

    // What no longer fits

    @Test
    void aRenamedFieldIsReportedWithTheNewOne() {
        wasFirst();

        assertThatThrownBy(() -> samples(ship(Renamed.class), new Renamed(7)).check(true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "Params of the type ship that an earlier version queued do not fit " + Renamed.class.getName())
                .hasMessageContaining("sample 1, {\"order_id\":7}: /order is missing, and must be a whole number")
                .hasMessageContaining(
                        "sample 1, {\"order_id\":7}: gone: /order_id; new: /order. If a field was renamed, let"
                                + " the class read the old name as well")
                .hasMessageContaining("docs/handlers.md");
    }

    @Test
    void aNewFieldThatMustBeThereIsReported() {
        wasFirst();

        assertThatThrownBy(() -> samples(ship(WithANewNumber.class), new WithANewNumber(7, 2))
                        .check(true))
                .hasMessageContaining("/weight is missing, and must be a whole number");
    }

    @Test
    void aFieldOfAnotherKindIsReported() {
        wasFirst();

        assertThatThrownBy(() -> samples(ship(OfAnotherKind.class), new OfAnotherKind("7"))
                        .check(true))
                .hasMessageContaining("/order_id must be a text");
    }

    @Test
    void aFieldThatAMappingIgnoresIsReportedAsLost() {
        samples(ship(WithAnOptionalField.class), new WithAnOptionalField(7, Optional.of("soon")))
                .check(true);
        TaskType<First> lenient = FIRST.withMapping(JsonMapping.ignoringUnknown());

        assertThatThrownBy(() -> samples(lenient, new First(7)).check(true))
                .hasMessageContaining("/note is lost: today's class ignores it");
    }

    @Test
    void aValueThatAMappingChangesIsReported() {
        wasFirst();
        TaskType<First> changing = FIRST.withMapping(new Changing());

        assertThatThrownBy(() -> samples(changing, new First(7)).check(true))
                .hasMessageContaining("/order_id is changed: 7 is read as 8");
    }

    /** Reads another number than it writes. */
    private static final class Changing implements JsonMapping {
        @Override
        public String write(Object value) throws Exception {
            return JsonMapping.strict().write(value);
        }

        @Override
        public <T> T read(String json, Class<T> type) throws Exception {
            return JsonMapping.strict().read(json.replace('7', '8'), type);
        }
    }

    @Test
    void nothingIsWrittenWhereSomethingDoesNotFit() throws IOException {
        wasFirst();

        assertThatThrownBy(() -> samples(ship(Renamed.class), new Renamed(7)).check(true))
                .isInstanceOf(AssertionError.class);

        assertThat(file()).isEqualTo("[\n{\"order_id\":7}\n]\n");
    }
}
