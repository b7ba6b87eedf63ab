package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class OptionsTest {
    private static Options parse(String... args) {
        Options options = new Options();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)));
        line.parseArgs(args);
        return options;
    }

    @Test
    void withoutAnOptionThousandSeedsArePlayed() {
        assertThat(parse().mode()).isEqualTo(Options.Mode.SEEDS);
        assertThat(parse().seeds()).isEqualTo(1_000);
    }

    @Test
    void boundsOfTheExhaustiveSearchAreTaken() {
        Options options = parse("--exhaustive", "hints", "--accidents", "1", "--switches", "0");
        assertThat(options.mode()).isEqualTo(Options.Mode.EXHAUSTIVE);
        assertThat(options.setting()).hasValue("hints");
        assertThat(options.accidents()).isEqualTo(1);
        assertThat(options.switches()).isZero();
    }

    @Test
    void exhaustiveSearchWithoutASettingIsOfAllOfThem() {
        Options options = parse("--exhaustive", "--accidents", "1");
        assertThat(options.mode()).isEqualTo(Options.Mode.EXHAUSTIVE);
        assertThat(options.setting()).isEmpty();
    }

    @Test
    void aSettingThatThereIsNotIsToldWithThoseThatThereAre() {
        assertThatThrownBy(() -> parse("--exhaustive", "none"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--exhaustive")
                .hasMessageContaining("\"none\" is no setting, those are ")
                .hasMessageContaining("hints");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "1.5", "99999999999999999999"})
    void whatIsNoNumberIsTold(String text) {
        assertThatThrownBy(() -> parse("--accidents", text))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Invalid value for option '--accidents': \"" + text
                        + "\" is not a whole number between 0 and 1000");
    }
}
