package dev.taskq.agent.app;

import dev.taskq.TaskHandler;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.zip.ZipFile;

/**
 * A source of handlers: the application's class path, or a jar with a class loader of its own, which stays open as long as
 * the process lives.
 *
 * @param name its name in messages
 * @param loader the class loader of its classes
 */
record HandlerSource(String name, ClassLoader loader) {
    private static final String SERVICE = TaskHandler.class.getName();
    private static final String SERVICE_FILE = "META-INF/services/" + SERVICE;

    /**
     * A handler that was found.
     *
     * @param type the type it serves
     * @param handler the handler
     * @param className its class, for messages
     * @param source where it was found
     */
    record Found(String type, TaskHandler<?> handler, String className, HandlerSource source) {
        /** Its class and source, for messages. */
        String origin() {
            return className + " in " + source.name();
        }
    }

    static HandlerSource classPath(ClassLoader application) {
        return new HandlerSource("the class path", application);
    }

    static HandlerSource jar(Path jar, ClassLoader api) throws BadPluginException {
        String name = jar.toString();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry(SERVICE_FILE) == null) {
                throw new BadPluginException(name + " has no handlers: it lacks " + SERVICE_FILE);
            }
        } catch (IOException e) {
            throw new BadPluginException(name + " is not a jar that can be read: " + told(e), e);
        }
        return new HandlerSource(name, new URLClassLoader("plugin " + jar.getFileName(), new URL[] {url(jar)}, api));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Makes all its handlers. A jar has at least one. */
    List<Found> handlers() throws BadPluginException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            List<Found> found = new ArrayList<>();
            for (TaskHandler<?> handler : ServiceLoader.load(TaskHandler.class, loader)) {
                found.add(found(handler));
            }
            if (found.isEmpty() && loader instanceof URLClassLoader) {
                throw new BadPluginException(name + " has no handlers: there is none in its " + SERVICE_FILE);
            }
            return found;
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            throw new BadPluginException(name + " is broken: " + told(e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private <P> Found found(TaskHandler<P> handler) {
        return new Found(
                handler.type().name(),
                new PluginHandler<>(handler, loader),
                handler.getClass().getName(),
                this);
    }

    /** The failure and its innermost cause, in one line. */
    private static String told(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String what = failure instanceof ServiceConfigurationError
                ? String.valueOf(failure.getMessage()).replace(SERVICE + ": ", "")
                : failure.toString();
        String line = failure.getCause() == null ? what : what + ": " + innermost;
        return line.replaceAll("\\s+", " ");
    }
}
