package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.TaskStore;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spring.boot.RestartedGreeter.Greeting;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application that the developer tools restart: its classes are loaded anew, and the libraries stay. */
class RestartTest {
    private final InMemoryTaskStore store = new InMemoryTaskStore();

    /** Loads the classes of the application itself. */
    private static final class ApplicationLoader extends ClassLoader {
        ApplicationLoader() {
            super(RestartTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith(RestartedGreeter.class.getName())
                        ? defined(name)
                        : super.loadClass(name, resolve);
            }
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] all = Objects.requireNonNull(bytes).readAllBytes();
                return defineClass(name, all, 0, all.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private Greeting greetingOfANewStart() throws ClassNotFoundException {
        ApplicationLoader loader = new ApplicationLoader();
        Class<?> greeter = loader.loadClass(RestartedGreeter.class.getName());
        assertThat(greeter).isNotEqualTo(RestartedGreeter.class);
        Greeting[] greeting = new Greeting[1];
        new ApplicationContextRunner()
                .withClassLoader(loader)
                .withConfiguration(AutoConfigurations.of(TaskqAutoConfiguration.class))
                .withPropertyValues("spring.application.name=restarted")
                .withBean(TaskStore.class, () -> store)
                .withInitializer(context -> context.getBeanFactory().registerSingleton("greeter", made(greeter)))
                .run(context -> {
                    long id = context.getBean(TaskSubmitter.class)
                            .submit(NewTask.of("greet", "{\"name\": \"world\"}"))
                            .id();
                    greeting[0] = context.getBean(Coordinator.class)
                            .await(id, TestTimeouts.LONG)
                            .orElseThrow()
                            .result(Greeting.class);
                });
        return greeting[0];
    }

    private static Object made(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("restarted"))
                .toList();
    }

    @Test
    void eachStartRunsItsOwnClassesAndLeavesNoThreadAndNoSession() throws Exception {
        for (int start = 1; start <= 3; start++) {
            // A class of the start before would have counted on.
            assertThat(greetingOfANewStart()).isEqualTo(new Greeting("Hello, world", 1, true));

            assertThat(threads()).isEmpty();
            assertThat(store.sessions().all().sessions()).isEmpty();
        }
    }
}
