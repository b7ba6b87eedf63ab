package dev.taskq.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The programs of docs/testing.md are the tests of the package {@code com.example}, which are compiled and run here. */
class TestingPageTest {
    private static final Path PAGE = Path.of("..", "docs", "testing.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "com", "example");
    private static final Pattern PROGRAM = Pattern.compile(
            "^`[^`]*/(\\w+\\.java)`[^\\n]*:\\n\\n```java\\n(.*?)```", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void eachProgramOfThePageIsCompiledAndRun() throws IOException {
        List<MatchResult> programs =
                PROGRAM.matcher(Files.readString(PAGE)).results().toList();

        List<String> shown = new ArrayList<>();
        for (MatchResult program : programs) {
            shown.add(program.group(1));
            assertThat(SOURCES.resolve(program.group(1))).content().isEqualTo(program.group(2));
        }
        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "ShipHandler.java",
                        "Carrier.java",
                        "Orders.java",
                        "OrdersTest.java",
                        "ShipHandlerTest.java",
                        "ShipParamsTest.java");
    }

    @Test
    void thePageShowsTheFileOfSamples() throws IOException {
        assertThat(PAGE)
                .content()
                .contains(Files.readString(Path.of("src", "test", "resources", "taskq-params", "ship.json")));
    }
}
