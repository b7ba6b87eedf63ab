package dev.taskq.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.json.Json.Unknown;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    enum Colour {
        RED,
        GREEN
    }

    record Inner(int deepNumber) {}

    /** Its number cannot be had now. */
    @SuppressWarnings("DoNotCallSuggester") // It is called by reflection.
    public static final class Lazy {
        public int getNumber() {
            throw new IllegalStateException("not loaded");
        }
    }

    record Params(
            int width,
            boolean sharp,
            double ratio,
            long size,
            @Nullable String name,
            @Nullable Colour colour,
            @Nullable BigDecimal price,
            @Nullable Instant due,
            Optional<Integer> left,
            @Nullable List<Inner> inners) {}

    private static final List<String> FIELDS =
            List.of("\"width\": 1", "\"sharp\": true", "\"ratio\": 1.5", "\"size\": 2");
    private static final String REQUIRED = String.join(", ", FIELDS);

    /** The required fields but one. */
    private static String without(String field) {
        return FIELDS.stream()
                .filter(other -> !other.startsWith("\"" + field + "\""))
                .collect(Collectors.joining(", "));
    }

    private static Params read(String json) {
        return Json.read(json, Params.class, Unknown.REFUSED, "/params");
    }

    @Test
    void whatFitsIsRead() {
        Params params = read("{" + REQUIRED
                + ", \"name\": \"7\", \"colour\": \"RED\", \"price\": 30.00, \"due\": \"2026-01-01T00:00:00Z\","
                + " \"inners\": [{\"deep_number\": 3}]}");
        assertThat(params.price()).isEqualTo(new BigDecimal("30.00"));
        assertThat(params.inners()).containsExactly(new Inner(3));
        assertThat(params.left()).isEmpty();
        assertThat(read("{\"width\": 1, \"sharp\": false, \"ratio\": 2, \"size\": 3000000000}")
                        .ratio())
                .isEqualTo(2.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "width": 30.9    | /params/width must be a whole number
                    "width": "3"     | /params/width must be a whole number
                    "width": true    | /params/width must be a whole number
                    "width": null    | /params/width is missing, and must be a whole number
                    "width": ""      | /params/width must be a whole number
                    "sharp": 2       | /params/sharp must be true or false
                    "sharp": "true"  | /params/sharp must be true or false
                    "ratio": "1.5"   | /params/ratio must be a number
                    "name": 7        | /params/name must be a text
                    "name": 7.5      | /params/name must be a text
                    "name": true     | /params/name must be a text
                    "name": {}       | /params/name must be a text
                    "colour": 1      | /params/colour must be one of RED, GREEN
                    "colour": "BLUE" | /params/colour must be one of RED, GREEN
                    "price": "1"     | /params/price must be a number
                    "left": 1.5      | /params/left must be a whole number
                    "inners": [{}]   | /params/inners/0/deep_number is missing, and must be a whole number
                    "inners": [{"deep_number": 1.5}] | /params/inners/0/deep_number must be a whole number
                    "widht": 3       | /params/widht is not a known field
                    """)
    void whatDoesNotFitIsRefusedByName(String field, String message) {
        String others = without(field.substring(1, field.indexOf('"', 1)));
        assertThatThrownBy(() -> read("{" + others + ", " + field + "}"))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"width,a whole number", "sharp,true or false", "ratio,a number", "size,a whole number"})
    void aMissingPrimitiveIsRefusedByName(String field, String kind) {
        String others = without(field);
        assertThatThrownBy(() -> read("{" + others + "}"))
                .hasMessage("/params/" + field + " is missing, and must be " + kind);
    }

    @Test
    void whatIsOutOfRangeOrNoObjectIsRefusedWithoutAdviceForProgrammers() {
        for (String json : List.of(
                "{" + REQUIRED.replace("1,", "3000000000,") + "}",
                "{" + REQUIRED + ", \"due\": \"tomorrow\"}",
                "{" + REQUIRED + ", \"due\": []}",
                "{" + REQUIRED + ", \"inners\": 3}",
                "[]",
                "3",
                "\"x\"")) {
            assertThatThrownBy(() -> read(json))
                    .isInstanceOf(InvalidJsonException.class)
                    .message()
                    .startsWith("/params")
                    .doesNotContainIgnoringCase("coercion", "Feature", "constructor", "Creator", "\n");
        }
    }

    @Test
    void unknownFieldsArePassedOverWhereTheTypeSaysSo() {
        assertThat(Json.read("{\"deep_number\": 3, \"more\": {}}", Inner.class, Unknown.IGNORED, "/params"))
                .isEqualTo(new Inner(3));
        assertThatThrownBy(() -> Json.read("{\"more\": {}}", Inner.class, Unknown.IGNORED, "/params"))
                .hasMessage("/params/deep_number is missing, and must be a whole number");
    }

    @Test
    void aValueWhoseOwnMethodsFailMayBeWrittenAnotherTime() {
        assertThatThrownBy(() -> Json.write(new Lazy(), "/result"))
                .isExactlyInstanceOf(InvalidJsonException.class)
                .hasMessageContaining("not loaded");
    }

    @Test
    void aTextHasABound() {
        assertThat(Json.write("x".repeat(98), "/result", 100)).hasSize(100);
        assertThatThrownBy(() -> Json.write("x".repeat(99), "/result", 100))
                .isInstanceOf(UnmappableException.class)
                .hasMessage("/result it is larger than 100 bytes");
    }

    @Test
    void theRulesAreThoseOfTheDocumentation() throws IOException {
        String source = squeezed("src/main/java/dev/taskq/json/Json.java");
        int from = source.indexOf(".addModule(");
        String rules = source.substring(from, source.indexOf(".build();", from));
        assertThat(rules).contains("FAIL_ON_UNKNOWN_PROPERTIES");
        assertThat(squeezed("../docs/handlers.md")).contains(rules);
    }

    private static String squeezed(String file) throws IOException {
        return Files.readString(Path.of(file)).replaceAll("\\s+", "");
    }
}
