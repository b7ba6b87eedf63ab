package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The fault table of docs/guarantees.md names, for each fault, classes and tests that exist. A class whose name another class of
 * main code has too is named with its package.
 */
class FaultTableTest {
    private static final String BEGIN = "<!-- faults: a test holds the last column against the code -->\n";
    private static final String END = "<!-- end of faults -->";
    private static final Pattern NAME = Pattern.compile("`([a-z]+\\.)?([A-Z]\\w*)(?:\\.(\\w+))?`");
    private static final Pattern IS_TEST = Pattern.compile("\\w+(Test|Contract)");

    private final List<String> sources = Repository.files("", ".java");

    /** The files of the class that is named. */
    private List<String> files(MatchResult name) {
        String folder = name.group(1) == null ? "/" : "/" + name.group(1).replace('.', '/');
        return sources.stream()
                .filter(file -> file.endsWith(folder + name.group(2) + ".java"))
                .toList();
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
                assertThat(name.group(2)).doesNotMatch(IS_TEST);
                assertThat(files(name))
                        .as(name.group())
                        .filteredOn(file -> file.contains("/src/main/"))
                        .hasSize(1);
            });
            assertThat(names(where[1])).as(row[0]).isNotEmpty().allSatisfy(this::isATest);
        });
    }

    private void isATest(MatchResult name) {
        assertThat(name.group(2)).matches(IS_TEST);
        assertThat(files(name)).as(name.group()).isNotEmpty();
        if (name.group(3) != null) {
            assertThat(files(name))
                    .as(name.group())
                    .anySatisfy(file -> assertThat(Repository.text(file)).contains("void " + name.group(3) + "("));
        }
    }

    private static List<MatchResult> names(String cell) {
        return NAME.matcher(cell).results().toList();
    }
}
