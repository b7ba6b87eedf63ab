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
    void aHostileErrorTakesNoLongerThanAnyOther() {
        String text = "a".repeat(299) + "!";
        assertThat(ErrorPattern.of(text).text()).isEqualTo(text);
        assertThat(ErrorPattern.of("1.".repeat(150)).text()).isEqualTo("<n>.");
    }
}
