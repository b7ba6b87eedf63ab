package dev.taskq.rig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.ComplaintException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class CliTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        PrintStream both = new PrintStream(told, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void stopListening() {
        System.setOut(out);
        System.setErr(err);
    }

    @Command(name = "program", description = "Does something.")
    private static final class Counting implements Callable<Integer> {
        private static final class Few extends WholeNumber {
            Few() {
                super(1, 100);
            }
        }

        private final Callable<Integer> then;

        @Option(
                names = "--number",
                paramLabel = "N",
                defaultValue = "7",
                converter = Few.class,
                description = "How many.")
        private int number;

        Counting(Callable<Integer> then) {
            this.then = then;
        }

        @Override
        public Integer call() throws Exception {
            return then.call() + number;
        }
    }

    private String run(int exitCode, Callable<Integer> then, String... args) {
        assertThat(Cli.run(new Counting(then), args)).isEqualTo(exitCode);
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatTheProgramReturnsIsTheExitCode() {
        assertThat(run(10, () -> 3)).isEmpty();
        assertThat(run(5, () -> 3, "--number", "2")).isEmpty();
        assertThat(run(5, () -> 3, "--number=2")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpTellsTheOptions(String option) {
        assertThat(run(0, () -> 3, option)).contains("Usage: program", "Does something.", "--number=N", "How many.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.5", "x", "", "99999999999"})
    void aNumberThatIsNotAllowedIsToldWithWhatIs(String number) {
        assertThat(run(Cli.WRONG_OPTION, () -> 3, "--number", number))
                .isEqualTo("taskq: Invalid value for option '--number': \"" + number
                        + "\" is not a whole number between 1 and 100; --help tells more\n");
    }

    @Test
    void anOptionThatThereIsNotIsToldWithThoseThatThereAre() {
        assertThat(run(Cli.WRONG_OPTION, () -> 3, "--nummer", "5"))
                .contains("'--nummer'", "the options are --number, --help; --help tells more");
    }

    @Test
    void anOptionWithoutItsValueIsTold() {
        assertThat(run(Cli.WRONG_OPTION, () -> 3, "--number")).contains("'--number' (N)", "; --help tells more");
    }

    @ParameterizedTest
    @CsvSource({"true,2,; --help tells more", "false,1,''"})
    void aComplaintIsOneLine(boolean aboutOptions, int exitCode, String more) {
        Callable<Integer> complains = () -> {
            throw aboutOptions ? new BadOptionException("too much") : new ComplaintException("too much");
        };
        assertThat(run(exitCode, complains)).isEqualTo("taskq: too much" + more + "\n");
    }

    @Test
    void aFaultOfTheProgramIsToldWhole() {
        Callable<Integer> fails = () -> {
            throw new IllegalStateException("broken");
        };
        assertThat(run(Cli.FAILED, fails)).contains("broken", "\tat dev.taskq.rig.cli.CliTest");
    }
}
