package dev.taskq.spring.boot;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Properties below {@code taskq} that mean nothing, such as misspelt ones. Spring Boot passes over them in silence. */
final class UnknownProperties {
    private static final String PREFIX = "taskq";

    /** Other programs have settings there, with names of the same form. */
    private static final Set<String> OF_THE_MACHINE = Set.of(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

    private UnknownProperties() {}

    /**
     * Each of them with the names that are known beside it.
     *
     * @param environment all properties
     * @return texts for people, sorted
     */
    static List<String> of(Environment environment) {
        try {
            Binder.get(environment)
                    .bind(
                            PREFIX,
                            Bindable.of(TaskqProperties.class),
                            new NoUnboundElementsBindHandler(
                                    BindHandler.DEFAULT, UnknownProperties::isOfTheApplication));
            return List.of();
        } catch (BindException e) {
            // Any other is reported where the properties are used.
            return e.getCause() instanceof UnboundConfigurationPropertiesException unbound
                    ? unbound.getUnboundProperties().stream()
                            .map(property -> property.getName().toString())
                            .sorted()
                            .map(name -> name + " (" + known(name) + ")")
                            .toList()
                    : List.of();
        }
    }

    private static boolean isOfTheApplication(ConfigurationPropertySource source) {
        return !(source.getUnderlyingSource() instanceof PropertySource<?> underlying
                && OF_THE_MACHINE.contains(underlying.getName()));
    }

    private static String known(String unknown) {
        String group = unknown.substring(0, unknown.lastIndexOf('.'));
        List<String> beside = beside(group);
        return beside.isEmpty() ? "there is no " + group : "known are " + beside;
    }

    private static List<String> beside(String group) {
        return names(PREFIX, TaskqProperties.class)
                .filter(name -> name.startsWith(group + "."))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static Stream<String> names(String prefix, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return components == null
                ? Stream.of(prefix)
                : Arrays.stream(components)
                        .flatMap(component -> names(
                                prefix + "." + DataObjectPropertyName.toDashedForm(component.getName()),
                                component.getType()));
    }
}
