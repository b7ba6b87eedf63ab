package dev.taskq.agent.app;

import dev.taskq.TaskHandler;
import dev.taskq.agent.app.HandlerSource.Found;
import dev.taskq.app.AppSettings;
import dev.taskq.app.BadSettingsException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the handlers that an agent serves: those on its class path, and those in the jars of a folder. */
final class Plugins {
    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
    private static final String VARIABLE = AppSettings.PLUGINS_DIR.variable();

    private final List<Found> found = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private Plugins() {}

    /**
     * Finds the handlers.
     *
     * @param folder a folder with jars, empty for none
     * @param application the class loader of the class path
     * @return the handlers, one or more, each with a different type
     * @throws BadSettingsException if a source is broken, two handlers serve one type, or there is no handler; one line
     *     for each problem
     */
    static List<TaskHandler<?>> load(String folder, ClassLoader application) {
        Plugins plugins = new Plugins();
        plugins.add(() -> HandlerSource.classPath(application).handlers());
        if (!folder.isEmpty()) {
            plugins.addJars(Path.of(folder), new ApiClassLoader(application));
        }
        return plugins.checked();
    }

    /** Reads one source. */
    @FunctionalInterface
    private interface Scan {
        List<Found> handlers() throws BadPluginException;
    }

    private void add(Scan scan) {
        try {
            found.addAll(scan.handlers());
        } catch (BadPluginException e) {
            LOG.debug("handlers could not be loaded", e);
            problems.add(e.getMessage());
        }
    }

    private void addJars(Path folder, ClassLoader api) {
        if (!Files.isDirectory(folder)) {
            problems.add(VARIABLE + " is \"" + folder + "\", which is not a folder");
            return;
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jar")) {
            entries.forEach(jars::add);
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(VARIABLE + " is \"" + folder + "\", which cannot be read: " + e);
            return;
        }
        if (jars.isEmpty()) {
            problems.add(VARIABLE + " is \"" + folder + "\", in which there is no jar");
        }
        jars.sort(Comparator.naturalOrder());
        jars.forEach(jar -> add(() -> HandlerSource.jar(jar, api).handlers()));
    }

    private List<TaskHandler<?>> checked() {
        Map<String, Found> byType = new TreeMap<>();
        for (Found next : found) {
            Found other = byType.putIfAbsent(next.type(), next);
            if (other != null) {
                problems.add(
                        "two handlers serve type " + next.type() + ": " + other.origin() + ", and " + next.origin());
            }
        }
        if (byType.isEmpty() && problems.isEmpty()) {
            problems.add("there is no handler: " + VARIABLE + " must name a folder with jars of handlers");
        }
        if (!problems.isEmpty()) {
            throw new BadSettingsException(problems);
        }
        byType.values()
                .forEach(each -> LOG.info(
                        "serves type={} handler={} from=\"{}\"",
                        each.type(),
                        each.className(),
                        each.source().name()));
        return byType.values().stream().<TaskHandler<?>>map(Found::handler).toList();
    }
}
