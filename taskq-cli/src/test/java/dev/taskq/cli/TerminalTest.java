package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.taskq.memory.InMemoryTaskStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program at a real terminal. */
class TerminalTest {
    private static final String SELECTED_IN_COLOUR = "\u001b[7m> ";

    private static InMemoryTaskStore store;
    private static CliRig rig;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        assumeThat(PseudoTerminal.isPossible())
                .as("there is script of util-linux")
                .isTrue();
        store = new InMemoryTaskStore();
        rig = new CliRig(store);
        rig.run("submit", "waits");
        rig.run("pause", "resize_image");
    }

    @AfterAll
    static void close() {
        if (rig != null) {
            rig.close();
            store.close();
        }
    }

    private static void assertRestored(String after) {
        assertThat(after).contains(" icanon", " echo ").doesNotContain("-icanon", "-echo ");
    }

    @Test
    void topPausesATypeAndShowsItsTasksIn80Columns() throws Exception {
        Terminals.Size size = new Terminals.Size(24, 80);
        try (PseudoTerminal terminal = PseudoTerminal.start(folder, size, rig.environment(), "top")) {
            terminal.shows("> hostile");
            terminal.press("j\u001b[B");
            terminal.shows("> waits");
            terminal.press("p");
            terminal.shows("waits is paused");
            terminal.showsInALine("> waits", "paused");
            terminal.press("p");
            terminal.shows("waits is resumed");
            terminal.press("kkp");
            terminal.shows("hostile is paused");
            terminal.press("p");
            terminal.shows("hostile is resumed");
            terminal.press("j");
            terminal.press("j\r");
            terminal.shows("newest tasks of waits");
            terminal.shows("queued");
            terminal.press("\r");
            terminal.shows("It is queued.");
            terminal.press("\u007f\u007f");
            terminal.shows("> hostile");
            terminal.press("r");
            terminal.shows("Retry all failed tasks of hostile? y/n");
            terminal.press("y");
            terminal.shows("retries the failed tasks of hostile");
            terminal.press("a");
            terminal.shows("HOST");

            assertThat(terminal.screen()).hasSize(24).allMatch(line -> line.length() <= 80);
            assertThat(terminal.output()).contains(SELECTED_IN_COLOUR);
            terminal.press("q");
            String after = terminal.ended();
            assertThat(after).startsWith("code=0");
            assertRestored(after);
        }
    }

    /** Stopped, it would leave its screen to the shell. */
    @Test
    void controlZDoesNotStopTopAndWorksAfterIt() throws Exception {
        Terminals.Size size = new Terminals.Size(24, 90);
        try (PseudoTerminal terminal = PseudoTerminal.start(folder, size, rig.environment(), "top")) {
            terminal.shows("> hostile");
            terminal.press("\u001aj");
            terminal.shows("> resize_image");
            terminal.press("q");
            assertThat(terminal.ended()).startsWith("code=0").contains("susp = ^Z");
        }
    }

    @Test
    void controlCLeavesAWideTerminalAsItWas() throws Exception {
        Terminals.Size size = new Terminals.Size(50, 200);
        Map<String, String> environment = new HashMap<>(rig.environment());
        environment.put("NO_COLOR", "1");
        try (PseudoTerminal terminal = PseudoTerminal.start(folder, size, environment, "top")) {
            terminal.showsInALine("TYPE", "SCHEDULED");
            terminal.showsInALine("resize_image", "by tests");

            assertThat(terminal.screen()).hasSize(50).allMatch(line -> line.length() <= 200);
            assertThat(terminal.output()).doesNotContain("\u001b[7m", "\u001b[1m");
            terminal.press("\u0003");
            String after = terminal.ended();
            assertThat(after).startsWith("code=130");
            assertRestored(after);
            assertThat(terminal.output().substring(0, terminal.output().indexOf("code=")))
                    .endsWith("\u001b[?7h\u001b[?25h\u001b[?1049l");
        }
    }

    /** On a terminal, a table that fits, in colours. */
    @Test
    void aListFitsTheTerminal() throws Exception {
        Terminals.Size size = new Terminals.Size(24, 60);
        try (PseudoTerminal terminal = PseudoTerminal.start(folder, size, rig.environment(), "types")) {
            assertThat(terminal.ended()).startsWith("code=0");
            String table = terminal.output().substring(0, terminal.output().indexOf("code="));
            assertThat(table).contains("\u001b[1mTYPE");
            assertThat(table.replaceAll("\u001b\\[[0-9;]*m", "").lines()).allMatch(line -> line.length() <= 60);
        }
    }
}
