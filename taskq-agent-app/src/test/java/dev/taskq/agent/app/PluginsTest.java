package dev.taskq.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskHandler;
import dev.taskq.agent.Agent;
import dev.taskq.agent.app.TestHandlers.NeedsLibrary;
import dev.taskq.agent.app.TestHandlers.NotToBeMade;
import dev.taskq.agent.app.TestHandlers.OfNoType;
import dev.taskq.agent.app.TestHandlers.Scanning;
import dev.taskq.agent.app.TestHandlers.ScanningToo;
import dev.taskq.app.BadSettingsException;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PluginsTest {
    private static final ClassLoader APPLICATION = PluginsTest.class.getClassLoader();

    @TempDir
    private Path folder;

    /** A folder that must not be used, and the line that says why. */
    enum Bad {
        FOLDER_MISSING("TASKQ_PLUGINS_DIR is \"FOLDER\", which is not a folder") {
            @Override
            void fill(Path folder) throws IOException {
                Files.delete(folder);
            }
        },
        FOLDER_EMPTY("TASKQ_PLUGINS_DIR is \"FOLDER\", in which there is no jar") {
            @Override
            void fill(Path folder) throws IOException {
                Files.writeString(folder.resolve("read.me"), "nothing here");
            }
        },
        JAR_EMPTY("FOLDER/a.jar is not a jar that can be read: java.util.zip.ZipException: zip file is empty") {
            @Override
            void fill(Path folder) throws IOException {
                Files.createFile(folder.resolve("a.jar"));
            }
        },
        JAR_NO_ZIP("FOLDER/a.jar is not a jar that can be read: java.util.zip.ZipException: zip END header not found") {
            @Override
            void fill(Path folder) throws IOException {
                Files.writeString(folder.resolve("a.jar"), "<html>404 Not Found</html>");
            }
        },
        JAR_TRUNCATED(
                "FOLDER/a.jar is not a jar that can be read: java.util.zip.ZipException: zip END header not found") {
            @Override
            void fill(Path folder) throws IOException {
                Path jar = TestJar.of(Scanning.class).writeTo(folder.resolve("a.jar"));
                byte[] bytes = Files.readAllBytes(jar);
                Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
            }
        },
        HANDLER_NOT_NAMED("FOLDER/a.jar has no handlers: it lacks META-INF/services/dev.taskq.TaskHandler") {
            @Override
            void fill(Path folder) throws IOException {
                new TestJar().with(Scanning.class).writeTo(folder.resolve("a.jar"));
            }
        },
        NO_HANDLER_NAMED("FOLDER/a.jar has no handlers: there is none in its META-INF/services/dev.taskq.TaskHandler") {
            @Override
            void fill(Path folder) throws IOException {
                new TestJar().naming("# later").writeTo(folder.resolve("a.jar"));
            }
        },
        CLASS_MISSING("FOLDER/a.jar is broken: Provider com.example.Missing not found") {
            @Override
            void fill(Path folder) throws IOException {
                new TestJar().naming("com.example.Missing").writeTo(folder.resolve("a.jar"));
            }
        },
        CLASS_NO_HANDLER("FOLDER/a.jar is broken: dev.taskq.agent.app.TestHandlers$Nothing not a subtype") {
            @Override
            void fill(Path folder) throws IOException {
                TestJar.of(TestHandlers.Nothing.class).writeTo(folder.resolve("a.jar"));
            }
        },
        CLASS_TOO_NEW("FOLDER/a.jar is broken: java.lang.UnsupportedClassVersionError: "
                + "dev/taskq/agent/app/TestHandlers$Scanning has been compiled by a more recent version") {
            @Override
            void fill(Path folder) throws IOException {
                TestJar.of(Scanning.class).withTooNew(Scanning.class).writeTo(folder.resolve("a.jar"));
            }
        },
        LIBRARY_MISSING("FOLDER/a.jar is broken: java.lang.NoClassDefFoundError: "
                + "dev/taskq/agent/app/TestHandlers$Library") {
            @Override
            void fill(Path folder) throws IOException {
                TestJar.of(NeedsLibrary.class).writeTo(folder.resolve("a.jar"));
            }
        },
        CONSTRUCTOR_THROWS(
                "FOLDER/a.jar is broken: Provider dev.taskq.agent.app.TestHandlers$NotToBeMade could not be instantiated:"
                        + " java.lang.IllegalStateException: no licence") {
            @Override
            void fill(Path folder) throws IOException {
                TestJar.of(NotToBeMade.class).writeTo(folder.resolve("a.jar"));
            }
        },
        TYPE_ILL_FORMED("FOLDER/a.jar is broken: dev.taskq.TaskRejectedException: ") {
            @Override
            void fill(Path folder) throws IOException {
                TestJar.of(OfNoType.class).writeTo(folder.resolve("a.jar"));
            }
        },
        TWO_OF_A_TYPE_IN_ONE_JAR(
                "two handlers serve type scan: dev.taskq.agent.app.TestHandlers$Scanning in FOLDER/a.jar,"
                        + " and dev.taskq.agent.app.TestHandlers$ScanningToo in FOLDER/a.jar") {
            @Override
            void fill(Path folder) throws IOException {
                TestJar.of(Scanning.class, ScanningToo.class).writeTo(folder.resolve("a.jar"));
            }
        },
        TWO_OF_A_TYPE_IN_TWO_JARS(
                "two handlers serve type scan: dev.taskq.agent.app.TestHandlers$Scanning in FOLDER/a.jar,"
                        + " and dev.taskq.agent.app.TestHandlers$ScanningToo in FOLDER/b.jar") {
            @Override
            void fill(Path folder) throws IOException {
                TestJar.of(Scanning.class).writeTo(folder.resolve("a.jar"));
                TestJar.of(ScanningToo.class).writeTo(folder.resolve("b.jar"));
            }
        };

        private final String line;

        Bad(String line) {
            this.line = line;
        }

        abstract void fill(Path folder) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void whatCannotBeUsedIsSaidInOneLine(Bad bad) throws IOException {
        bad.fill(folder);
        assertThat(linesOf(() -> Plugins.load(folder.toString(), APPLICATION)))
                .singleElement()
                .asString()
                .startsWith(bad.line.replace("FOLDER", folder.toString()))
                .doesNotContain("\n");
    }

    @Test
    void everyBrokenJarHasItsLine() throws IOException {
        Bad.JAR_NO_ZIP.fill(folder);
        TestJar.of(NotToBeMade.class).writeTo(folder.resolve("b.jar"));
        TestJar.of(Scanning.class).writeTo(folder.resolve("c.jar"));
        assertThat(linesOf(() -> Plugins.load(folder.toString(), APPLICATION)))
                .extracting(line -> line.substring(0, line.indexOf(" is ")))
                .containsExactly(
                        folder.resolve("a.jar").toString(),
                        folder.resolve("b.jar").toString());
    }

    @Test
    void withoutAnyHandlerItDoesNotStart() {
        assertThat(linesOf(() -> Plugins.load("", APPLICATION)))
                .containsExactly("there is no handler: TASKQ_PLUGINS_DIR must name a folder with jars of handlers");
    }

    @Test
    void handlersOfTheClassPathAreServed() throws IOException {
        URL jar = TestJar.of(Scanning.class)
                .writeTo(folder.resolve("own.jar"))
                .toUri()
                .toURL();
        try (URLClassLoader application = new URLClassLoader(new URL[] {jar}, APPLICATION)) {
            assertThat(Plugins.load("", application))
                    .extracting(handler -> handler.type().name())
                    .containsExactly("scan");
        }
    }

    @Test
    void aPluginAndTheClassPathMayNotServeOneType() throws IOException {
        Path jar = TestJar.of(Scanning.class).writeTo(folder.resolve("a.jar"));
        try (URLClassLoader application =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, APPLICATION)) {
            assertThat(linesOf(() -> Plugins.load(folder.toString(), application)))
                    .singleElement()
                    .asString()
                    .contains("in the class path, and", "in " + jar);
        }
    }

    @Test
    void aPluginSeesTheApiAndItsOwnClassesOnly() throws Exception {
        TestJar.of(Scanning.class).writeTo(folder.resolve("a.jar"));
        assertThat(resultOf(Plugins.load(folder.toString(), APPLICATION), "scan"))
                .contains("\"loader\":\"plugin a.jar\"", "\"context_loader\":\"plugin a.jar\"", "\"json\":true")
                .contains("\"server\":false", "\"store\":false");
    }

    private static String resultOf(List<TaskHandler<?>> handlers, String type) throws InterruptedException {
        try (InMemoryTaskStore store = new InMemoryTaskStore();
                Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = Agent.builder(store).handlers(handlers).build().start()) {
            assertThat(agent.isHealthy()).isTrue();
            long id = coordinator.submit(NewTask.of(type, "{}")).id();
            Task task = coordinator.await(id, TestTimeouts.LONG).orElseThrow();
            return task.result().orElseThrow(() -> new AssertionError(task));
        }
    }

    private static List<String> linesOf(Runnable loading) {
        return catchThrowableOfType(BadSettingsException.class, loading::run).lines();
    }
}
