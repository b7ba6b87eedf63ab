package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.cli.CliRig.Result;
import dev.taskq.memory.InMemoryTaskStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/cli.md run as they are written, in that order, and the page names all commands and exit codes. */
class CliPageTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final Pattern RUNNABLE = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern EXIT = Pattern.compile("\\s+# exits with (\\d)$");
    private static final Pattern CODE = Pattern.compile("(?m)^\\| (\\d) \\|");

    @TempDir
    private Path folder;

    @Test
    void eachCommandRunsAsItIsWritten() throws IOException {
        Path pictures = Files.writeString(folder.resolve("pictures.jsonl"), "{\"width\": 1}\n{\"width\": 2}\n");
        try (InMemoryTaskStore store = new InMemoryTaskStore();
                CliRig rig = new CliRig(store)) {
            List<String> accepted = new ArrayList<>();
            for (String line : commands()) {
                Matcher exit = EXIT.matcher(line);
                int code = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
                String command = EXIT.matcher(line).replaceAll("").replace("pictures.jsonl", pictures.toString());
                if (command.contains("accepted.jsonl")) {
                    Path file = Files.write(folder.resolve("accepted.jsonl"), accepted);
                    command = command.replace("accepted.jsonl", file.toString());
                }

                Result result = rig.run(words(command));

                assertThat(result.code()).as("%s: %s", line, result).isEqualTo(code);
                if (command.contains("submit") && !command.contains("--wait")) {
                    result.out()
                            .lines()
                            .filter(row -> !row.contains("\"id\":4,"))
                            .forEach(accepted::add);
                }
            }
        }
    }

    @Test
    void allCommandsAndExitCodesAreDescribed() throws IOException {
        String page = Files.readString(PAGE);
        Result help = CliRig.run(Map.of(), "", Optional.empty(), "--help");
        Set<String> described = commands().stream()
                .map(line -> line.split(" ", 3)[1])
                .filter(word -> !word.startsWith("-"))
                .collect(Collectors.toCollection(TreeSet::new));
        described.add("top");

        assertThat(described).containsExactlyInAnyOrderElementsOf(names(help.out()));
        assertThat(CODE.matcher(page).results().map(found -> found.group(1)))
                .containsExactlyElementsOf(Pattern.compile("(?m)^ +(\\d) +\\w")
                        .matcher(help.out())
                        .results()
                        .map(found -> found.group(1))
                        .toList())
                .hasSize(9);
    }

    private static List<String> names(String help) {
        return Pattern.compile("(?m)^  ([a-z-]+)  ")
                .matcher(help)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    static List<String> commands() throws IOException {
        return RUNNABLE.matcher(Files.readString(PAGE))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
    }

    static String[] words(String command) {
        return WORD.matcher(command).results().map(CliPageTest::word).skip(1).toArray(String[]::new);
    }

    private static String word(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }
}
