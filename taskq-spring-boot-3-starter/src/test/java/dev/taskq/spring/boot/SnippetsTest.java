package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spring.ConsoleAccess;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of the documentation compile. */
class SnippetsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern FILE = Pattern.compile(
            "^`src/(?:main|test)/java/([^`]+)`:\\n\\n```java\\n(.*?)```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern README =
            Pattern.compile("(@Transactional\\npublic void place.*?)\\n\\n(@TaskHandler.*?)```", Pattern.DOTALL);

    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern STORE = Pattern.compile("`(@Bean TaskStore [^`]*)`");
    private static final Pattern KOTLIN = Pattern.compile("```kotlin\\n(.*?)\\n```", Pattern.DOTALL);

    /** What stands around the lines of transactions.md that are no whole file. */
    private static final String TRANSACTIONS = """
            import dev.taskq.*;
            import dev.taskq.coordinator.*;
            import dev.taskq.postgres.*;
            import java.sql.*;
            import java.util.*;
            import javax.sql.DataSource;

            abstract class Page {
                record Ship(int order) {}

                record Shipped(int order) {}

                abstract void insertOrder(Connection connection, int order) throws SQLException;

                abstract void insertShipment(Connection connection, int order) throws SQLException;

                void submits(DataSource dataSource) throws SQLException {
                    BLOCK0
                }

                void tells(Coordinator coordinator, Submitted submitted) {
                    BLOCK1
                }

                void completes(DataSource dataSource, TaskType<Ship> ship) {
                    BLOCK2
                }
            }
            """;

    private static final String STORE_OF_ITS_OWN = """
            import dev.taskq.*;
            import dev.taskq.postgres.*;
            import javax.sql.DataSource;
            import org.springframework.beans.factory.annotation.Qualifier;
            import org.springframework.context.annotation.Bean;

            class Page {
                BEAN
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"getting-started.md", "spring-boot.md", "transactions.md"})
    void aPageCompiles(String page, @TempDir Path folder) throws Exception {
        compile(page, folder);
    }

    /** A block of Java without the name of a file stands in a frame here. */
    @ParameterizedTest
    @CsvSource({"getting-started.md, 0", "spring-boot.md, 0", "transactions.md, 3"})
    void noBlockIsLeftOut(String page, int framed) throws Exception {
        assertThat(blocksWithoutFile(page)).hasSize(framed);
    }

    @Test
    void theLinesOfTransactionsCompile(@TempDir Path folder) throws Exception {
        List<String> blocks = blocksWithoutFile("transactions.md");
        String page = TRANSACTIONS;
        for (int i = 0; i < blocks.size(); i++) {
            page = page.replace("BLOCK" + i, blocks.get(i));
        }
        compile(List.of(Files.writeString(folder.resolve("Page.java"), page)), folder);
    }

    @Test
    void theStoreOfTheSpringPageCompiles(@TempDir Path folder) throws Exception {
        String text = text("spring-boot.md").replace('\n', ' ');
        List<String> beans =
                STORE.matcher(text).results().map(bean -> bean.group(1)).toList();
        assertThat(beans).isNotEmpty();
        for (String bean : beans) {
            String page = STORE_OF_ITS_OWN.replace("BEAN", bean);
            compile(List.of(Files.writeString(folder.resolve("Page.java"), page)), folder);
        }
    }

    /** The example is compiled and tested. */
    @Test
    void theKotlinOfThePageIsThatOfTheExample() throws Exception {
        String example = Files.readString(ROOT.resolve("examples/kotlin/src/main/kotlin/com/example/shop/Orders.kt"));

        assertThat(KOTLIN.matcher(text("getting-started.md")).results().toList())
                .singleElement()
                .satisfies(block ->
                        assertThat(example).contains(Pattern.compile("\\n\\n").split(block.group(1))));
    }

    private static List<String> blocksWithoutFile(String page) throws IOException {
        String text = text(page);
        return BLOCK.matcher(FILE.matcher(text).replaceAll(""))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String text(String page) throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve(page));
    }

    private static void compile(String page, Path folder) throws IOException {
        String text = text(page);
        List<Path> sources = new ArrayList<>();
        for (var file : FILE.matcher(text).results().toList()) {
            Path source = folder.resolve(file.group(1));
            Files.createDirectories(source.getParent());
            sources.add(Files.writeString(source, file.group(2)));
        }
        assertThat(sources).isNotEmpty();
        compile(sources, folder);
    }

    private static void compile(List<Path> sources, Path folder) throws IOException {
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d", folder.toString(), "-parameters", "-proc:none", "-cp", System.getProperty("java.class.path"));
            assertThat(compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .as(said.toString())
                    .isTrue();
        }
    }

    /** A copy of the example gives the console to no customer. */
    @Test
    void theConsoleOfThePageIsForOperatorsOnly(@TempDir Path folder) throws Exception {
        compile("spring-boot.md", folder);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Class<?> example = loader.loadClass("com.example.ConsoleConfiguration");
            Constructor<?> constructor = example.getDeclaredConstructor();
            Method bean = example.getDeclaredMethod("consoleAccess", Set.class);
            constructor.setAccessible(true);
            bean.setAccessible(true);
            ConsoleAccess access = (ConsoleAccess) bean.invoke(constructor.newInstance(), Set.of("anna"));
            assertThat(access.callerOf(() -> "anna")).isPresent();
            assertThat(access.callerOf(() -> "a customer")).isEmpty();
        }
    }

    @Test
    void theLinesOfTheReadmeAreThoseOfThePage() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/getting-started.md")).replaceAll("(?m)^ {4}", "");
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(README.matcher(readme).results().toList())
                .singleElement()
                .satisfies(lines -> assertThat(page).contains(lines.group(1), lines.group(2)));
    }
}
