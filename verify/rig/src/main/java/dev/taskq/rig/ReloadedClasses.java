package dev.taskq.rig;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Classes that are loaded a second time, beside those of the same names outside, some of them changed. A test that
 * removes something from a class shows with it that the removal is noticed. Thread-safe.
 */
public class ReloadedClasses extends ClassLoader {
    private final String prefix;
    private final Map<String, byte[]> changed;

    /**
     * Loads the classes with a name prefix here, and all others from the parent.
     *
     * @param parent has the bytes of the unchanged classes
     * @param prefix the prefix of the names of the classes that are loaded here
     * @param changed the bytes of the changed classes, by class name
     */
    protected ReloadedClasses(ClassLoader parent, String prefix, Map<String, byte[]> changed) {
        super(parent);
        this.prefix = prefix;
        this.changed = Map.copyOf(changed);
    }

    @Override
    protected final Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(prefix)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = changed.get(name);
        if (bytes == null) {
            bytes = original(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
