package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IndentedJsonTest {
    @Test
    void eachFieldHasALineAndNumbersStayAsTheyWereWritten() {
        assertThat(IndentedJson.of(
                                "{\"a\":1.50,\"b\":{\"c\":[1E+400,12345678901234567890,true,null]},\"d\":\"\\u00e4\\n\"}")
                        .lines())
                .containsExactly(
                        "{",
                        "  \"a\": 1.50,",
                        "  \"b\": {",
                        "    \"c\": [ 1E+400, 12345678901234567890, true, null ]",
                        "  },",
                        "  \"d\": \"ä\\n\"",
                        "}");
    }

    @Test
    void textThatIsNoJsonOrWouldBecomeTooLongStaysAsItIs() {
        assertThat(IndentedJson.of("{\"a\":")).isEqualTo("{\"a\":");
        String deep = "{\"a\":".repeat(150) + "1" + "}".repeat(150);
        assertThat(IndentedJson.of(deep)).isEqualTo(deep);
    }
}
