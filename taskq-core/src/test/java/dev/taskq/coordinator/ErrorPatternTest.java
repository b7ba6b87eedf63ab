package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What differs from task to task is no part of an error. */
class ErrorPatternTest {
    @Test
    void numbersIdsAndHexadecimalNumbersAreReplaced() {
        Map.of(
                        "java.io.IOException: picture 17 is not there", "java.io.IOException: picture <n> is not there",
                        "10.0.0.7:5432 refused after 1,000.5 ms", "<n> refused after <n> ms",
                        "order 123e4567-e89b-12d3-a456-426614174000 is gone", "order <id> is gone",
                        "at 0x7fff5fbff8c0", "at <hex>",
                        "dev.shop.Order@6d06d69c was closed", "dev.shop.Order@<hex> was closed",
                        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8", "commit <hex>",
                        "picture17.png", "picture<n>.png",
                        "defaced facade", "defaced facade",
                        "", "",
                        "the disk is full", "the disk is full")
                .forEach((error, text) ->
                        assertThat(ErrorPattern.of(error).text()).as(error).isEqualTo(text));
    }

    @Test
    void longestPartOfTheTextIsWhatTheyAllContain() {
        assertThat(ErrorPattern.of("picture 17 is not there, by 3 ms").contains())
                .contains("is not there, by");
        assertThat(ErrorPattern.of("the disk is full").contains()).contains("the disk is full");
        assertThat(ErrorPattern.of("E 17").contains()).isEmpty();
        assertThat(ErrorPattern.of("").contains()).isEmpty();
    }

    @Test
    void errorsOfOneTextHaveOnePartInCommonAlsoIfItResemblesAPlaceholder() {
        ErrorPattern literal = ErrorPattern.of("step <n> has failed 5");
        ErrorPattern number = ErrorPattern.of("step 7 has failed <n>");
        assertThat(literal).isEqualTo(number);
        assertThat(literal.contains()).contains("has failed");
    }

    @Test
    void textsThatDifferInNumbersAndIdsEndAlikeHoweverLongTheyAre() {
        String tail = " " + "x".repeat(180);
        assertThat(ErrorPattern.of("task 9 of 1" + tail.repeat(3)))
                .isEqualTo(ErrorPattern.of("task 10 of 22" + tail.repeat(3)));
        String id = "123e4567-e89b-12d3-a456-426614174000";
        String other = "00000000-0000-0000-0000-00000000000a";
        for (int before = 190; before < 204; before++) {
            String begin = " ".repeat(before);
            assertThat(ErrorPattern.of(begin + id + " is gone")).isEqualTo(ErrorPattern.of(begin + other + " is gone"));
        }
        assertThat(ErrorPattern.of("😀".repeat(201)).contains().orElseThrow()).isEqualTo("😀".repeat(100));
        assertThat(ErrorPattern.of("a" + "😀".repeat(201)).contains().orElseThrow())
                .isEqualTo("a" + "😀".repeat(99));
    }

    @Test
    void aHostileErrorTakesNoLongerThanAnyOther() {
        String text = "a".repeat(199) + "!";
        assertThat(ErrorPattern.of(text).text()).isEqualTo(text);
        assertThat(ErrorPattern.of("1.".repeat(150)).text()).isEqualTo("<n>.");
    }
}
