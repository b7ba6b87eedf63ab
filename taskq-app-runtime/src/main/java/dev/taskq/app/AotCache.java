package dev.taskq.app;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The cache of loaded classes and profiles that the JVM was told to use, with {@code -XX:AOTCache}. */
final class AotCache {
    private static final String OPTION = "-XX:AOTCache=";

    /** HotSpot says so in {@code java.vm.info} if it uses any archive of classes. With the option it uses no other than the cache. */
    private static final String IN_USE = "sharing";

    private AotCache() {}

    /** The file of this JVM's cache, if it was told to use one and does not. */
    static Optional<String> unused() {
        return unused(
                System.getProperty("java.vm.info", ""),
                () -> ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /** Reads the options only if it must, because that takes a while. */
    static Optional<String> unused(String vmInfo, Supplier<List<String>> options) {
        if (vmInfo.contains(IN_USE)) {
            return Optional.empty();
        }
        return options.get().stream()
                .filter(option -> option.startsWith(OPTION))
                .map(option -> option.substring(OPTION.length()))
                .findFirst();
    }
}
