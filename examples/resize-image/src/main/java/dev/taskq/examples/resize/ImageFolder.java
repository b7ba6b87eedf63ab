package dev.taskq.examples.resize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The folder in which pictures are read and written. No path leads out of it, also not through a link. This is no defence
 * against a user that replaces folders by links while a task runs; such a user can write into the folder anyway.
 *
 * @param root the folder
 */
record ImageFolder(Path root) {
    /**
     * A file to read. It exists and is in the folder. Throws an {@link IOException} if the folder itself does not exist.
     */
    Path source(String name) throws UnfitException, IOException {
        Path realRoot = root.toRealPath();
        Path path = within("source", name);
        if (!Files.exists(path)) {
            throw new UnfitException("source does not exist: " + name);
        }
        Path real = path.toRealPath();
        if (!real.startsWith(realRoot)) {
            throw new UnfitException("source lies outside of the root folder: " + name);
        }
        if (!Files.isRegularFile(real)) {
            throw new UnfitException("source is not a file: " + name);
        }
        return real;
    }

    /** A file to write. Its folder exists now and is in the root folder. */
    Path target(String name, Path source) throws UnfitException, IOException {
        Path path = within("target", name);
        Path existing = path.getParent();
        while (existing != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        if (existing == null
                || !Files.exists(existing)
                || !existing.toRealPath().startsWith(root.toRealPath())) {
            throw new UnfitException("target lies outside of the root folder: " + name);
        }
        if (!Files.isDirectory(existing)) {
            throw new UnfitException("target lies below a file: " + name);
        }
        Path folder = Files.createDirectories(path.resolveSibling("")).toRealPath();
        Path target = folder.resolve(path.getFileName());
        if (Files.isDirectory(target)) {
            throw new UnfitException("target is a folder: " + name);
        }
        if (target.equals(source) || (Files.exists(target) && Files.isSameFile(target, source))) {
            // A task may run twice. The second run would resize its own result.
            throw new UnfitException("target must be another file than source: " + name);
        }
        return target;
    }

    private Path within(String what, String name) throws UnfitException {
        try {
            Path base = root.toAbsolutePath().normalize();
            Path path = base.resolve(name).normalize();
            if (!path.startsWith(base) || Path.of(name).isAbsolute()) {
                throw new UnfitException(what + " lies outside of the root folder: " + name);
            }
            if (path.equals(base)) {
                throw new UnfitException(what + " names no file: \"" + name + "\"");
            }
            return path;
        } catch (InvalidPathException e) {
            throw new UnfitException(what + " is no path: " + e.getReason());
        }
    }
}
