package dev.taskq.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The file of profiles: for each its address and its token, as {@code production.url=…} and {@code production.token=…}. Only its
 * owner may read it. Immutable.
 *
 * @param file the file
 */
record Profiles(Path file) {
    private static final long MOST_BYTES = 64 * 1024;
    private static final Set<String> FIELDS = Set.of("url", "token");
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** One profile. */
    record Profile(Optional<String> url, Optional<String> token) {}

    /** The file of this user: TASKQ_PROFILES, otherwise taskq/profiles in the folder for configuration. */
    static Profiles of(Surroundings at) {
        return new Profiles(at.variable("TASKQ_PROFILES")
                .map(Path::of)
                .orElseGet(() -> at.variable("XDG_CONFIG_HOME")
                        .map(Path::of)
                        .orElseGet(() -> Path.of(
                                at.variable("HOME").orElseGet(() -> System.getProperty("user.home", ".")), ".config"))
                        .resolve("taskq")
                        .resolve("profiles")));
    }

    boolean exist() {
        return Files.exists(file);
    }

    /**
     * Reads a profile.
     *
     * @param name its name
     * @return the profile; empty if the file has none of this name
     */
    Optional<Profile> profile(String name) {
        Properties all = read();
        Optional<String> url = Optional.ofNullable(all.getProperty(name + ".url"));
        Optional<String> token = Optional.ofNullable(all.getProperty(name + ".token"));
        return url.isEmpty() && token.isEmpty() ? Optional.empty() : Optional.of(new Profile(url, token));
    }

    /** The names of all profiles, in order. */
    List<String> names() {
        Set<String> names = new TreeSet<>();
        read().stringPropertyNames().forEach(key -> names.add(key.substring(0, key.lastIndexOf('.'))));
        return List.copyOf(names);
    }

    private Properties read() {
        String text;
        Properties all;
        try {
            requireOwnersOnly();
            if (Files.size(file) > MOST_BYTES) {
                throw ComplaintException.usage(
                        "the profiles in " + file + " are larger than 64 KiB", "Is it the right file?");
            }
            text = Files.readString(file);
            all = parsed(text);
        } catch (IOException | IllegalArgumentException e) {
            // The message of the reader may quote a line, and so a token.
            throw ComplaintException.usage(
                    "the profiles in " + file + " cannot be read",
                    "A line is like production.url=https://taskq.example.com, in UTF-8.");
        }
        if (hasUnknownField(all)) {
            // Its name is not shown, since a line may be a token alone.
            throw ComplaintException.usage(
                    "line " + lineOfUnknownField(text) + " of " + file + " is no field of a profile",
                    "A profile has NAME.url and NAME.token.");
        }
        return all;
    }

    private static Properties parsed(String text) throws IOException {
        Properties all = new Properties();
        all.load(new StringReader(text));
        return all;
    }

    private static boolean hasUnknownField(Properties all) {
        return all.stringPropertyNames().stream().anyMatch(key -> {
            int dot = key.lastIndexOf('.');
            return dot < 1 || !FIELDS.contains(key.substring(dot + 1));
        });
    }

    /** The first line that ends a text with an unknown field. */
    private static long lineOfUnknownField(String text) {
        List<String> lines = text.lines().toList();
        return IntStream.rangeClosed(1, lines.size())
                .filter(count -> {
                    try {
                        return hasUnknownField(parsed(String.join("\n", lines.subList(0, count))));
                    } catch (IOException | IllegalArgumentException e) {
                        return false;
                    }
                })
                .findFirst()
                .orElse(lines.size());
    }

    private void requireOwnersOnly() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && !OWNERS.containsAll(view.readAttributes().permissions())) {
            throw ComplaintException.usage(
                    "others than its owner may read or write " + file, "It has tokens. Run: chmod 600 " + file);
        }
    }
}
