package dev.taskq.agent.app;

import java.util.List;
import java.util.Set;

/**
 * The parent class loader of all plugins. It shows them the core's API and the libraries in that API, so that both sides
 * use the same classes. It hides the rest of the application, so that a plugin may contain its own driver, HTTP client or
 * logger in any version. Thread-safe.
 */
final class ApiClassLoader extends ClassLoader {
    private static final Set<String> PACKAGES =
            Set.of("dev.taskq", "dev.taskq.agent", "dev.taskq.coordinator", "dev.taskq.memory", "dev.taskq.spi");
    private static final List<String> LIBRARIES =
            List.of("com.fasterxml.jackson.", "io.micrometer.", "org.jspecify.", "org.slf4j.");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader application;

    ApiClassLoader(ClassLoader application) {
        super("taskq-api", getPlatformClassLoader());
        this.application = application;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!isShown(name)) {
            throw new ClassNotFoundException(name);
        }
        return application.loadClass(name);
    }

    private static boolean isShown(String name) {
        return PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))
                || LIBRARIES.stream().anyMatch(name::startsWith);
    }
}
