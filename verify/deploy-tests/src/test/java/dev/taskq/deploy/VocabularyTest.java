package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names use the terms of docs/vocabulary.md, and no process is spoken of as a person. */
class VocabularyTest {
    private static final Path ROOT = Path.of("..", "..");

    /** Words that had a term of the field put in their place. */
    private static final Set<String> GONE = Set.of(
            "beat",
            "beats",
            "beaten",
            "beating",
            "bell",
            "bells",
            "census",
            "ending",
            "endings",
            "handout",
            "janitor",
            "look",
            "looks",
            "looked",
            "looker",
            "looking",
            "patience",
            "reaper",
            "standing");

    /** Names that others gave, or that are part of the API. */
    private static final Set<String> ALLOWED =
            Set.of("lookUp", "lookingAt", "lookedBackTo", "setLookedBackTo", "hasLookedBackTo");

    /** Words for persons. A process is "it", or "the process that". */
    private static final Pattern PERSON =
            Pattern.compile("\\b(?:who|whoever|nobody|somebody)\\b", Pattern.CASE_INSENSITIVE);

    /** Uses of these words that are right, each with its file. */
    private static final Set<String> PERSONS = Set.of(
            // The user of this name that most systems have.
            "nobody in verify/rig/src/main/java/dev/taskq/rig/backend/Launcher.java");

    private static final Pattern NO_CODE = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+");
    private static final Pattern TERM = Pattern.compile("^\\| ([^|]+?) \\|", Pattern.MULTILINE);

    private static List<Path> sources() {
        return Repository.files("", ".java").stream().map(Repository::path).toList();
    }

    private static Set<String> names(Path source) throws IOException {
        String code = NO_CODE.matcher(Files.readString(source)).replaceAll(" ");
        return NAME.matcher(code).results().map(name -> name.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> words(String name) {
        return WORD.matcher(name).results().map(word -> word.group().toLowerCase(Locale.ROOT));
    }

    /** Comments and string literals of main code, by file; pages of docs as they are. */
    private static Map<String, String> prose() throws IOException {
        Map<String, String> prose = new TreeMap<>();
        for (Path source : sources()) {
            String file = ROOT.relativize(source).toString();
            if (file.contains("/src/main/")) {
                Stream<MatchResult> parts =
                        NO_CODE.matcher(Files.readString(source)).results();
                prose.put(file, parts.map(MatchResult::group).collect(Collectors.joining("\n")));
            }
        }
        for (String page : Repository.files("docs", ".md")) {
            prose.put(page, Repository.text(page));
        }
        return prose;
    }

    @Test
    void processesAreNotSpokenOfAsPersons() throws IOException {
        Map<String, String> prose = prose();
        assertThat(prose).hasSizeGreaterThan(250);
        Set<String> found = new TreeSet<>();
        prose.forEach((file, text) -> PERSON.matcher(text)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT) + " in " + file)
                .forEach(found::add));
        assertThat(found).isEqualTo(PERSONS);
    }

    @Test
    void wordsThatWereReplacedAreInNoName() throws IOException {
        Set<String> found = new TreeSet<>();
        List<Path> sources = sources();
        assertThat(sources).hasSizeGreaterThan(300);
        for (Path source : sources) {
            for (String name : names(source)) {
                if (!ALLOWED.contains(name) && words(name).anyMatch(GONE::contains)) {
                    found.add(name + " in " + ROOT.relativize(source));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void eachTermIsListedOnce() throws IOException {
        Matcher rows = TERM.matcher(Files.readString(ROOT.resolve("docs/vocabulary.md")));
        List<String> terms = rows.results()
                .flatMap(row -> Stream.of(row.group(1).split(", ", -1)))
                .filter(term -> !term.equals("term"))
                .toList();
        assertThat(terms).hasSizeGreaterThan(30).doesNotHaveDuplicates();
        assertThat(terms).noneMatch(GONE::contains);
    }
}
