package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The fault table of docs/guarantees.md names, for each fault, classes and tests that exist. */
class FaultTableTest {
    private static final String BEGIN = "<!-- faults: a test holds the last column against the code -->\n";
    private static final String END = "<!-- end of faults -->";
    private static final Pattern NAME = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");
    private static final Pattern IS_TEST = Pattern.compile("\\w+(Test|Contract)");

    private final Map<String, String> sources = sources();

    /** The path of each Java file, by the name of its class. Where two classes have one name, the one in main code counts. */
    private static Map<String, String> sources() {
        Map<String, String> sources = new HashMap<>();
        for (String file : Repository.files(".", ".java")) {
            if (!file.contains("target/")) {
                String name = file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length());
                sources.merge(name, file, (one, other) -> one.contains("/src/main/") ? one : other);
            }
        }
        return sources;
    }

    private static List<String[]> rows() {
        String page = Repository.text("docs/guarantees.md");
        return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END))
                .lines()
                .skip(2)
                .map(row -> row.split(" \\| ", -1))
                .toList();
    }

    @Test
    void eachFaultNamesAClassThatHandlesItAndATestThatShowsIt() {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(17).allSatisfy(row -> {
            assertThat(row).as(row[0]).hasSize(4);
            String[] where = row[3].split("; ", -1);
            assertThat(where).as(row[0]).hasSize(2);
            assertThat(names(where[0])).as(row[0]).isNotEmpty().allSatisfy(name -> {
                assertThat(name.group(1)).doesNotMatch(IS_TEST);
                assertThat(sources.get(name.group(1)))
                        .as(name.group(1))
                        .isNotNull()
                        .contains("/src/main/");
            });
            assertThat(names(where[1])).as(row[0]).isNotEmpty().allSatisfy(this::isATest);
        });
    }

    private void isATest(MatchResult name) {
        assertThat(name.group(1)).matches(IS_TEST);
        assertThat(sources).containsKey(name.group(1));
        String file = sources.getOrDefault(name.group(1), "");
        if (name.group(2) != null) {
            assertThat(Repository.text(file)).as(file).contains("void " + name.group(2) + "(");
        }
    }

    private static List<MatchResult> names(String cell) {
        return NAME.matcher(cell).results().toList();
    }
}
