package dev.taskq.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":[1,-2.5e10,null,true,\"\\ud83d\\ude00 \u00e9\"],\"b\":{\"c\":{}}}",
                "{\"big\":1.7976931348623157e308,\"small\":4.9e-324,\"zero\":0e999}",
                " {\"a\" : 1 } "
            })
    void takesWhatCanBeStored(String json) {
        assertThatCode(() -> JsonCheck.object(json, "/params")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[]|/params must be a JSON object",
                "null|/params must be a JSON object",
                "{\"a\":\"x\\u0000\"}|/params/a must not contain a NUL character",
                "{\"a\":{\"b\":\"\\ud800\"}}|/params/a/b must not contain a lone surrogate",
                "{\"a\":[1,\"\\udc00x\"]}|/params/a must not contain a lone surrogate",
                "{\"a\":1,\"\\ud800\":2}|/params must not contain a lone surrogate",
                "{\"a\":[{\"b\":{\"x\\udc00\":2}}]}|/params/a/b must not contain a lone surrogate",
                "{\"a\":1e131071}|/params/a must be within the range of a double",
                "{\"a\":1e-400}|/params/a must be within the range of a double",
                "{\"a/b~\":1e999}|/params/a~1b~0 must be within the range of a double",
                "{\"a\":{\"b\":1,\"b\":2}}|/params/a/b stands twice in its object",
                "{} {}|/params has something behind its end",
            })
    void namesWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> JsonCheck.object(json, "/params"))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "{\"a\":tru}", "{'a':1}", "{\"a\":01}", "", "{\"a\":NaN}"})
    void refusesWhatIsNotJson(String json) {
        assertThatThrownBy(() -> JsonCheck.object(json, "/params")).isInstanceOf(InvalidJsonException.class);
    }

    /** Words of "ab" and "bA", which have one hash in the parser's table of names, and in Java's. */
    @Test
    void namesThatCollideAreLegal() {
        String json = IntStream.range(0, 512)
                .mapToObj(i -> Integer.toBinaryString(512 + i).substring(1))
                .map(bits -> "\"" + bits.replace("0", "ab").replace("1", "bA") + "\":1")
                .collect(Collectors.joining(",", "{", "}"));

        assertThat(JsonCheck.object(json, "/params")).isEqualTo(json.length());
        assertThat(JsonHash.canonical(json)).hasSize(json.length() + 1);
        assertThatCode(() -> Json.read(json, Map.class, Json.Unknown.REFUSED, "/params"))
                .doesNotThrowAnyException();
    }

    /** What follows is not even looked at. */
    @Test
    void whatIsLargerThanTheBoundIsNotReadToItsEnd() {
        String numbers = "{\"a\":[1e300,1e300,1e300,";

        assertThat(JsonCheck.object(numbers + "no JSON", "/params", 600)).isGreaterThan(600);
        assertThatThrownBy(() -> JsonCheck.object(numbers + "no JSON", "/params", 1_000))
                .isInstanceOf(InvalidJsonException.class);
        long whole = JsonCheck.object(numbers + "1]}", "/params");
        assertThat(JsonCheck.object(numbers + "1]}", "/params", whole)).isEqualTo(whole);
        assertThat(JsonCheck.object(numbers + "1]}", "/params", whole - 1)).isGreaterThan(whole - 1);
    }

    @Test
    void boundsNestingAndDigits() {
        String deep = "{\"a\":".repeat(63) + "{}" + "}".repeat(63);
        assertThatCode(() -> JsonCheck.object(deep, "")).doesNotThrowAnyException();
        String tooDeep = "{\"a\":".repeat(64) + "{}" + "}".repeat(64);
        assertThatThrownBy(() -> JsonCheck.object(tooDeep, "")).hasMessageContaining("nested deeper than 64");
        String absurd = "[".repeat(100_000);
        assertThatThrownBy(() -> JsonCheck.value(absurd, "")).isInstanceOf(InvalidJsonException.class);
        assertThatThrownBy(() -> JsonCheck.object("{\"a\":" + "9".repeat(101) + "}", ""))
                .hasMessageContaining("100 digits");
        assertThatThrownBy(() -> JsonCheck.object("{\"a\":" + "9".repeat(100_000) + "}", ""))
                .hasMessageStartingWith("/a ");
    }

    @ParameterizedTest
    @CsvSource({
        "1e308, 309",
        "1e+307, 308",
        "5e-324, 326",
        "-2.50E3, 5",
        "-2.50E1, 5",
        "12.5e-3, 6",
        "0e999, 1",
        "-0.0, 3",
        "0.000e2, 3",
        "100e-2, 4",
        "-0012e0, 0",
    })
    void numbersCountAsTheyAreWrittenOutInFull(String number, int length) {
        if (length == 0) {
            assertThatThrownBy(() -> JsonCheck.value(number, "")).isInstanceOf(InvalidJsonException.class);
        } else {
            assertThat(JsonCheck.value(number, "")).isEqualTo(length);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":0e99999999999}|/a must have an exponent between -999 and 999",
                "{\"a\":0e-999}|/a must have at most 500 characters when written out in full",
                "{\"a\":[{\"b\":1e-400}]}|/a/b must be within the range of a double",
            })
    void numbersThatADatabaseCannotHoldAreNamed(String json, String message) {
        assertThatThrownBy(() -> JsonCheck.object(json, "")).hasMessage(message);
    }

    @Test
    void zerosInFrontAndBehindAreNoDigits() {
        String written = "1" + "0".repeat(308);
        assertThat(JsonCheck.value(written, "")).isEqualTo(309);
        assertThat(JsonCheck.value("0." + "0".repeat(323) + "5", "")).isEqualTo(326);
        assertThat(JsonCheck.value("9".repeat(100) + "e-324", "")).isEqualTo(326);
        assertThat(JsonHash.canonical(written)).isEqualTo(JsonHash.canonical("1e308"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{}|2",
                " { \"a\" : [ 1 , true , null , { } , [ ] ] , \"b\" : \"\\u0041\\/\" }|34",
                "\"\\u001f\\n\\u00e9\\u65e5\\ud83d\\ude00\\\"\"|21",
            })
    void sizeIsThatOfTheValueNotOfTheText(String json, int bytes) {
        assertThat(JsonCheck.value(json, "")).isEqualTo(bytes);
    }

    @Test
    void longNamesAreTakenAndNotShown() {
        String name = "n".repeat(60_000);
        String json = "{\"" + name + "\":1}";
        assertThat(JsonCheck.object(json, "/params")).isEqualTo(json.length());
        assertThat(JsonHash.canonical(json)).contains(name);
        assertThatThrownBy(() -> JsonCheck.object("{\"a\":{\"" + name + "\":1e400}}", "/params"))
                .hasMessage("/params/a must be within the range of a double");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":NaN}", "{'a':1}", "{/* */}", "{\"a\":1,}", "{\"a\":+1}"})
    void whatIsWrongIsSaidWithoutTheParsersAdvice(String json) {
        assertThatThrownBy(() -> JsonCheck.object(json, "/params"))
                .hasMessageMatching("/params is not JSON \\(line 1, column [0-9]+\\)");
    }

    @Test
    void hashIsThatOfTheValueNotOfTheText() {
        assertThat(JsonHash.canonical("{\"b\":1.0,\"a\":[100, 1e2]}"))
                .isEqualTo(JsonHash.canonical(" {\"a\" : [1e2,100.00], \"b\":1}"));
        assertThat(JsonHash.canonical("{\"a\":1}")).isNotEqualTo(JsonHash.canonical("{\"a\":\"1\"}"));
        assertThat(JsonHash.canonical("{\"a\":[1,2]}")).isNotEqualTo(JsonHash.canonical("{\"a\":[2,1]}"));
        assertThat(JsonHash.of("ab", "c")).isNotEqualTo(JsonHash.of("a", "bc"));
    }
}
