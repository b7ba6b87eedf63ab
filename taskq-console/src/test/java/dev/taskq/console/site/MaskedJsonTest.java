package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskq.console.Masks;
import dev.taskq.server.call.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedJsonTest {
    private static final String CARD =
            "{\"card\":{\"number\":4111.50,\"cvc\":\"12\"},\"to\":[{\"at\":\"a\"},{\"at\":\"b\"}]}";

    private static String masked(String masks, String json) {
        return MaskedJson.of(Masks.of(masks), "charge", json).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "charge:/a           | {'a':1.50,'b':2.50}       | {'a':'(masked)','b':2.50}",
                "charge:/a           | {'a':{'b':[1]},'c':null}  | {'a':'(masked)','c':null}",
                "charge:/a/b,/c      | {'a':{'b':1,'d':2},'c':3} | {'a':{'b':'(masked)','d':2},'c':'(masked)'}",
                "charge:/a/1         | {'a':[1,2,3]}             | {'a':[1,'(masked)',3]}",
                "charge:/a/*/b       | {'a':[{'b':1},{'b':2}]}   | {'a':[{'b':'(masked)'},{'b':'(masked)'}]}",
                "charge:/*           | {'a':1,'b':[2]}           | {'a':'(masked)','b':'(masked)'}",
                "charge:/a~1b,/c~0d  | {'a/b':1,'c~d':2,'e':3}   | {'a/b':'(masked)','c~d':'(masked)','e':3}",
                "*:/a;charge:/b      | {'a':1,'b':2}             | {'a':'(masked)','b':'(masked)'}",
                "charge:/a/b         | {'a':true}                | {'a':true}",
                "mail:/a             | {'a': 1}                  | {'a': 1}",
            })
    void valuesAtPointersAreMaskedAndAllOthersStay(String masks, String json, String shown) {
        assertThat(masked(masks, json.replace('\'', '"'))).isEqualTo(shown.replace('\'', '"'));
    }

    @Test
    void whetherSomethingIsMaskedIsTold() {
        assertThat(MaskedJson.of(Masks.of("charge:/x"), "charge", CARD).isMasked())
                .isFalse();
        assertThat(MaskedJson.of(Masks.of("charge:/card"), "charge", CARD).isMasked())
                .isTrue();
    }

    @Test
    void whatCannotBeReadIsMaskedAsAWhole() {
        for (String bad : new String[] {"", "{\"a\":", "{\"b\":1} 2", "[1", "{\"b\":" + "9".repeat(2_000) + "}"}) {
            assertThat(masked("charge:/a", bad)).as(bad).isEqualTo("\"(masked)\"");
        }
    }

    @Test
    void maskThatAPersonLeavesBecomesTheValueAgain() {
        Masks masks = Masks.of("charge:/card/*,/to/*/at");
        String shown = MaskedJson.of(masks, "charge", CARD).text();
        assertThat(shown).doesNotContain("4111", "\"a\"");
        assertThat(MaskedJson.restored(masks, "charge", shown, CARD)).isEqualTo(CARD);
        assertThat(MaskedJson.restored(
                        masks, "charge", "{\"card\":{\"number\":5,\"cvc\":\"(masked)\"},\"n\":1.0}", CARD))
                .isEqualTo("{\"card\":{\"number\":5,\"cvc\":\"12\"},\"n\":1.0}");
        assertThat(MaskedJson.restored(masks, "mail", "{\"a\": \"(masked)\"}", CARD))
                .isEqualTo("{\"a\": \"(masked)\"}");
    }

    @Test
    void maskWithoutAValueBehindItIsRefused() {
        Masks masks = Masks.of("charge:/to/*/at");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> MaskedJson.restored(
                        masks, "charge", "{\"to\":[{\"at\":\"b\"},{},{\"at\":\"(masked)\"}]}", CARD))
                .matches(e -> e.problem().detail().contains("/to/2/at"));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> MaskedJson.restored(masks, "charge", "{", CARD));
    }
}
