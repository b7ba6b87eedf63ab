package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/recurring.md compiles as it is written. */
class RecurringPageTest {
    private static final Path PAGE = Path.of("..", "docs", "recurring.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final String AROUND = """
            import dev.taskq.*;
            import dev.taskq.coordinator.*;
            import java.time.*;
            import java.util.*;

            class Page {
                record Days(int days) {}

                static final TaskType<Days> REPORT = TaskType.of("report", Days.class);

                Outcome report(Instant time, Days days) {
                    return Outcome.done();
                }

                void schedules(Coordinator coordinator) {
                    FIRST
                }

                void handler() {
                    SECOND
                }
            }
            """;

    @Test
    void itsJavaCompiles(@TempDir Path classes) throws Exception {
        List<String> blocks = JAVA.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
        String source = AROUND.replace("FIRST", blocks.get(0)).replace("SECOND", blocks.get(1));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        String path = System.getProperty("jdk.module.path") == null
                ? System.getProperty("java.class.path")
                : System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path");

        boolean isCompiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-classpath", path),
                        null,
                        List.of(
                                new SimpleJavaFileObject(
                                        URI.create("string:///Page.java"), JavaFileObject.Kind.SOURCE) {
                                    @Override
                                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                                        return source;
                                    }
                                }))
                .call();

        assertThat(isCompiled).as(messages.toString()).isTrue();
    }
}
