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
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of the documentation compile. */
class SnippetsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern FILE = Pattern.compile(
            "^`src/(?:main|test)/java/([^`]+)`:\\n\\n```java\\n(.*?)```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern README =
            Pattern.compile("(@Transactional\\npublic void place.*?)\\n\\n(@TaskHandler.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"getting-started.md", "spring-boot.md", "transactions.md"})
    void aPageCompiles(String page, @TempDir Path folder) throws Exception {
        compile(page, folder);
    }

    private static void compile(String page, Path folder) throws IOException {
        String text = Files.readString(ROOT.resolve("docs").resolve(page));
        List<Path> sources = new ArrayList<>();
        for (var file : FILE.matcher(text).results().toList()) {
            Path source = folder.resolve(file.group(1));
            Files.createDirectories(source.getParent());
            sources.add(Files.writeString(source, file.group(2)));
        }
        assertThat(sources).isNotEmpty();

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
