package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.taskq.console.Masks;
import dev.taskq.server.call.ProblemException;
import java.lang.management.ManagementFactory;
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

    private static String numbered(Masks masks, String json) {
        return MaskedJson.numbered(masks, "charge", json).text();
    }

    private static String restored(Masks masks, String edited, String original) {
        return MaskedJson.restored(masks, "charge", edited, original, true);
    }

    private static void assertRefused(String masks, String edited, String place) {
        assertThatExceptionOfType(ProblemException.class)
                .as(edited)
                .isThrownBy(() -> restored(Masks.of(masks), edited, CARD))
                .matches(e -> e.problem().detail().startsWith("the value at " + place + " is masked: "));
    }

    @Test
    void maskThatAPersonLeavesBecomesTheValueAgain() {
        Masks masks = Masks.of("charge:/card/*,/to/*/at");
        String shown = numbered(masks, CARD);
        assertThat(shown)
                .isEqualTo("{\"card\":{\"number\":\"(masked 1)\",\"cvc\":\"(masked 2)\"},"
                        + "\"to\":[{\"at\":\"(masked 3)\"},{\"at\":\"(masked 4)\"}]}");
        assertThat(restored(masks, shown, CARD)).isEqualTo(CARD);
        assertThat(restored(masks, "{\"card\":{\"number\":5,\"cvc\":\"(masked 2)\"},\"n\":1.0}", CARD))
                .isEqualTo("{\"card\":{\"number\":5,\"cvc\":\"12\"},\"n\":1.0}");
        assertThat(MaskedJson.restored(masks, "mail", "{\"a\": \"(masked 1)\"}", CARD, true))
                .isEqualTo("{\"a\": \"(masked 1)\"}");
    }

    /** The second part is what a person makes of the form. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'n':'Bob','at':'(masked 2)'}]                                | [{'n':'Bob','at':'b'}]",
                "[{'n':'Bob','at':'(masked 2)'},{'n':'Ann','at':'(masked 1)'}]  | [{'n':'Bob','at':'b'},{'n':'Ann','at':'a'}]",
                "[{'n':'Eve','at':'e'},{'n':'Ann','at':'(masked 1)'}]           | [{'n':'Eve','at':'e'},{'n':'Ann','at':'a'}]",
            })
    void maskKeepsItsValueIfElementsAreRemovedMovedOrAdded(String edited, String params) {
        Masks masks = Masks.of("charge:/*/at");
        String original = "[{\"n\":\"Ann\",\"at\":\"a\"},{\"n\":\"Bob\",\"at\":\"b\"}]";
        assertThat(numbered(masks, original)).contains("\"Ann\",\"at\":\"(masked 1)\"");
        assertThat(restored(masks, edited.replace('\'', '"'), original)).isEqualTo(params.replace('\'', '"'));
    }

    @Test
    void maskWithoutAValueBehindItIsRefused() {
        assertRefused("charge:/to/*/at", "{\"to\":[{\"at\":\"b\"},{},{\"at\":\"(masked 3)\"}]}", "/to/2/at");
        assertRefused("charge:/to/*/at", "{\"to\":[{\"at\":\"(masked)\"}]}", "/to/0/at");
        assertRefused("charge:/a~1b", "{\"a/b\":\"(masked)\"}", "/a~1b");
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> restored(Masks.of("charge:/to"), "{", CARD));
    }

    @Test
    void maskThatIsNotTheWholeValueOfAPointerIsRefused() {
        assertRefused("charge:/card", "{\"card\":{\"number\":\"(masked 1)\"}}", "/card");
        assertRefused("charge:/card", "{\"card\":{\"number\":[\"(masked)\"]}}", "/card");
        assertRefused("charge:/card/cvc", "{\"card\":{\"cvc\":\"no (masked 1)\"}}", "/card/cvc");
    }

    @Test
    void maskAtAPlaceThatIsShownOrOfAnotherTypeOrUsedTwiceIsRefused() {
        assertRefused("charge:/card/cvc", "{\"note\":[1,\"(masked 1)\"]}", "/note/1");
        assertRefused("charge:/to/*/at", "{\"to\":[{\"at\":\"(masked 2)\"},{\"at\":\"(masked 2)\"}]}", "/to/1/at");
        assertRefused(
                "charge:/card/cvc", "{\"card\":{\"cvc\":\"\\u0028masked 1)\",\"a\":1},\"n\":\"(masked 1)\"}", "/n");
        for (String left : new String[] {"{\"card\":\"(masked 1)\"}", "{\"other\":\"(masked 1)\"}"}) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> MaskedJson.restored(Masks.of("charge:/card"), "charge", left, CARD, false));
        }
        assertThat(restored(Masks.of("charge:/card"), "{\"note\":\"(masked 2)\"}", CARD))
                .isEqualTo("{\"note\":\"(masked 2)\"}");
    }

    @Test
    void formOfWhatCannotBeReadHasNoValuesBehindItsMask() {
        Masks masks = Masks.of("charge:/a");
        String bad = "{\"a\":1,\"b\":" + "9".repeat(2_000) + "}";
        assertThat(numbered(masks, bad)).isEqualTo("\"(masked)\"");
        assertThat(restored(masks, "{\"b\":1}", bad)).isEqualTo("{\"b\":1}");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> restored(masks, "{\"a\":\"(masked 1)\"}", bad));
    }

    /** The memory that a thread takes does not depend on the load of the machine, as times do. */
    @Test
    void memoryThatIsTakenIsInProportionToTheTextAlsoBehindLongNames() {
        String json = "{\"" + "n".repeat(40_000) + "\":[" + "1,".repeat(20_000) + "1]}";
        Masks masks = Masks.of("charge:/*/*");
        String form = numbered(masks, json);
        assertThat(restored(masks, form, json)).isEqualTo(json);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        numbered(masks, json);
        masked("charge:/none", json);
        restored(masks, form, json);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5_000L * json.length());
    }
}
