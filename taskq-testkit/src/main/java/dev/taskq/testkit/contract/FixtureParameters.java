package dev.taskq.testkit.contract;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test its fixture, which JUnit closes after the test. */
final class FixtureParameters implements ParameterResolver {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(FixtureParameters.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == StoreFixture.class || type == QueueFixture.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return test.getStore(OURS)
                .computeIfAbsent(type, asked -> opened(asked, test), Opened.class)
                .fixture();
    }

    private static Opened opened(Class<?> type, ExtensionContext test) {
        try {
            if (type == StoreFixture.class) {
                StoreFixture store = StoreFixture.open(adapter(StoreUnderTest.class, test));
                return new Opened(store, store::closeAll);
            }
            QueueFixture queue = QueueFixture.open(adapter(QueueUnderTest.class, test));
            return new Opened(queue, queue::closeAll);
        } catch (Exception e) {
            throw new ParameterResolutionException("The adapter under test cannot be opened", e);
        }
    }

    private static <T> T adapter(Class<T> type, ExtensionContext test) {
        return test.getRequiredTestInstances().findInstance(type).orElseThrow();
    }

    /** A fixture, and what JUnit calls after the test. */
    private record Opened(Object fixture, Runnable closing) implements AutoCloseable {
        @Override
        public void close() {
            closing.run();
        }
    }
}
