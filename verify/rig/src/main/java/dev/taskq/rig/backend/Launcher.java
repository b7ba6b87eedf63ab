package dev.taskq.rig.backend;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way to start Postgres, which refuses to run as root and needs a user with a name. Immutable.
 *
 * @param name its name in messages
 * @param user the owner of the data; empty for the user of this process
 * @param wrap turns a command into one that runs in this way
 */
record Launcher(String name, Optional<User> user, Function<List<String>, List<String>> wrap) {
    /** Unprivileged users that nearly every system has, the best first. */
    private static final List<String> UNPRIVILEGED = List.of("nobody", "daemon", "postgres");

    private static final long PROBE_SECONDS = TestTimeouts.LONG.toSeconds();

    /**
     * A user of the operating system.
     *
     * @param name the user's name
     * @param uid the user's number
     * @param gid the group's number
     */
    record User(String name, int uid, int gid) {}

    List<String> command(List<String> command) {
        return wrap.apply(command);
    }

    /**
     * The ways that this machine offers, the simplest first. Another user is better than a user namespace, which
     * ordinary containers forbid.
     *
     * @param root whether this process runs as root
     * @return the ways
     */
    static List<Launcher> candidates(boolean root) {
        Stream<Launcher> direct =
                root ? Stream.of() : Stream.of(new Launcher("as it is", Optional.empty(), Function.identity()));
        Stream<Launcher> asAnother = root ? unprivilegedUser().stream().flatMap(Launcher::asUser) : Stream.of();
        Stream<Launcher> namespace = Executables.find("unshare")
                .map(unshare -> new Launcher(
                        "unshare", Optional.empty(), prefixed(List.of(unshare.toString(), "--user", "--"))))
                .stream();
        return Stream.of(direct, asAnother, namespace).flatMap(ways -> ways).toList();
    }

    private static Stream<Launcher> asUser(User user) {
        Optional<User> owner = Optional.of(user);
        return Stream.of(
                        Executables.find("setpriv")
                                .map(program -> new Launcher(
                                        "setpriv",
                                        owner,
                                        prefixed(List.of(
                                                program.toString(),
                                                "--reuid=" + user.uid(),
                                                "--regid=" + user.gid(),
                                                "--clear-groups")))),
                        Executables.find("runuser")
                                .map(program -> new Launcher(
                                        "runuser",
                                        owner,
                                        prefixed(List.of(program.toString(), "-u", user.name(), "--")))),
                        Executables.find("su")
                                .map(program -> new Launcher(
                                        "su",
                                        owner,
                                        command -> List.of(
                                                program.toString(),
                                                "-s",
                                                "/bin/sh",
                                                user.name(),
                                                "-c",
                                                "exec " + quoted(command)))))
                .flatMap(Optional::stream);
    }

    private static Function<List<String>, List<String>> prefixed(List<String> prefix) {
        return command -> Stream.concat(prefix.stream(), command.stream()).toList();
    }

    private static String quoted(List<String> command) {
        return command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private static Optional<User> unprivilegedUser() {
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
            List<User> users = lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && UNPRIVILEGED.contains(fields[0]))
                    .map(fields -> new User(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                    .toList();
            return UNPRIVILEGED.stream()
                    .flatMap(name -> users.stream().filter(user -> user.name().equals(name)))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Chooses the first way that works: it is not root, has a name, can write to the data folder and can run the
     * program. Makes its user the owner of the data folder.
     *
     * @param candidates the ways
     * @param data the data folder
     * @param program a program of Postgres
     * @return the way
     * @throws BackendUnavailableException if none works
     */
    static Launcher choose(List<Launcher> candidates, Path data, Path program) {
        boolean root = isRoot(data.resolveSibling("."));
        List<String> failures = new ArrayList<>();
        for (Launcher candidate : candidates) {
            Optional<String> failure = candidate.tryOut(data, program);
            if (failure.isEmpty()) {
                return candidate;
            }
            failures.add(candidate.name() + ": " + failure.get());
        }
        throw new BackendUnavailableException("Postgres cannot be started here ("
                + (failures.isEmpty() ? "root, and no other user" : String.join("; ", failures)) + "): "
                + (root ? "run this as another user than root, or " : "") + BackendSettings.NAME_A_POSTGRES);
    }

    private Optional<String> tryOut(Path data, Path program) {
        try {
            own(data);
            return probe(data, program);
        } catch (FileSystemException e) {
            return Optional.of(Objects.requireNonNullElse(e.getReason(), e.toString()));
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    /** Makes a file, or a folder with all that is in it, belong to the user. */
    void own(Path path) throws IOException {
        Path folder = path.resolveSibling(".");
        Object uid = user.<Object>map(User::uid).orElseGet(() -> attribute(folder, "unix:uid"));
        Object gid = user.<Object>map(User::gid).orElseGet(() -> attribute(folder, "unix:gid"));
        if (attribute(path, "unix:uid").equals(uid)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.toList()) {
                Files.setAttribute(one, "unix:gid", gid);
                Files.setAttribute(one, "unix:uid", uid);
            }
        }
    }

    static boolean isRoot(Path own) {
        return attribute(own, "unix:uid").equals(0);
    }

    private static Object attribute(Path path, String name) {
        try {
            return Files.getAttribute(path, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> probe(Path data, Path program) throws IOException {
        String script = "[ \"$(id -u)\" -ne 0 ] && id -un && : >\"$1/probe\" && rm \"$1/probe\" && \"$2\" --version";
        Process probe = new ProcessBuilder(
                        command(List.of("/bin/sh", "-c", script, "probe", data.toString(), program.toString())))
                .redirectErrorStream(true)
                .start();
        probe.getOutputStream().close();
        String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return Optional.of("does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("Interrupted while starting Postgres", e);
        }
        return probe.exitValue() == 0
                ? Optional.empty()
                : Optional.of(output.lines().reduce((first, last) -> last).orElse("status " + probe.exitValue()));
    }
}
