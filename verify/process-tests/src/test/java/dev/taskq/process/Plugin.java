package dev.taskq.process;

import dev.taskq.TaskHandler;
import dev.taskq.rig.process.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Creates plugin folders with the handlers of {@code dev.taskq.process.plugin}. */
final class Plugin {
    private Plugin() {}

    /** A folder with one jar that contains all classes and declares the given handlers. */
    static Path folder(Path parent, List<Class<? extends TaskHandler<?>>> handlers) throws IOException {
        Path folder = Files.createTempDirectory(parent, "plugins");
        PluginJar.write(folder.resolve("handlers.jar"), handlers);
        return folder;
    }
}
