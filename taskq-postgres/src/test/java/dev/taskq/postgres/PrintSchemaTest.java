package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintSchemaTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return PrintSchema.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void printsAllVersionsUnlessToldOtherwise() {
        assertThat(run()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(SchemaScript.ofThisVersion().between(0, Migrations.LATEST));
    }

    @Test
    void printsUpToTheVersionThatIsNamed() {
        assertThat(run("--from", "0", "--to", "1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(SchemaScript.ofThisVersion().between(0, 1));
    }

    @Test
    void printsNothingToRunForTheVersionThatIsThere() {
        assertThat(run("--from", "1", "--to", "1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("-- The schema taskq is at version 1 already.\n");
    }

    @Test
    void saysHowItIsUsed() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("usage: java -jar")
                .contains("--from", "--to");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --form 1         | no option "--form"
            1                | no option "1"
            --from           | --from needs a version
            --to x           | --to must be a version from 0 to
            --from -1        | not "-1"
            --to 999         | not "999"
            --to 99999999999 | not "99999999999"
            --from 1 --to 0  | --from 1 is later than --to 0
            """)
    void badArgumentsAreNamed(String arguments, String complaint) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("taskq: ").contains(complaint, "usage: java -jar");
    }
}
