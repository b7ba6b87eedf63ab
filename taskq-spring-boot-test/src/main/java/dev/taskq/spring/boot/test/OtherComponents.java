package dev.taskq.spring.boot.test;

import dev.taskq.spring.TaskHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** The components that the scan of the application leaves out. Immutable. */
final class OtherComponents extends TypeExcludeFilter {
    private static final String ANNOTATION = TaskHandler.class.getName();
    private static final String INTERFACE = dev.taskq.TaskHandler.class.getName();

    private final Set<String> wanted;

    /**
     * Leaves out all others.
     *
     * @param wanted the names of the classes that are wanted, or none for all handlers
     */
    OtherComponents(Set<String> wanted) {
        this.wanted = wanted;
    }

    @Override
    public boolean match(MetadataReader type, MetadataReaderFactory types) throws IOException {
        return wanted.isEmpty()
                ? !isHandler(type, types)
                : !wanted.contains(type.getClassMetadata().getClassName());
    }

    /** By its class file, or those of what it extends and implements. */
    private static boolean isHandler(MetadataReader type, MetadataReaderFactory types) throws IOException {
        AnnotationMetadata annotations = type.getAnnotationMetadata();
        if (annotations.isAnnotated(ANNOTATION) || annotations.hasAnnotatedMethods(ANNOTATION)) {
            return true;
        }
        for (String parent : parents(type.getClassMetadata())) {
            if (parent.equals(INTERFACE) || isHandler(types.getMetadataReader(parent), types)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> parents(ClassMetadata type) {
        List<String> parents = new ArrayList<>(List.of(type.getInterfaceNames()));
        String superclass = type.getSuperClassName();
        if (superclass != null) {
            parents.add(superclass);
        }
        parents.removeIf(name -> name.startsWith("java."));
        return parents;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OtherComponents components && wanted.equals(components.wanted);
    }

    @Override
    public int hashCode() {
        return wanted.hashCode();
    }
}
