package dev.taskq.rig;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Classes loaded once more, beside those of the same names outside, some of them changed: a test that takes something out
 * shows that its loss is noticed. Safe for use by many threads.
 */
public class ReloadedClasses extends ClassLoader {
    private final String prefix;
    private final Map<String, byte[]> changed;

    /**
     * Loads the classes of some names here, and all others where the parent has them.
     *
     * @param parent what has the bytes of those that are not changed
     * @param prefix what the names of the classes loaded here begin with
     * @param changed the bytes of those that are changed, by the name of the class
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
